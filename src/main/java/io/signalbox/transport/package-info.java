/**
 * Sockets after the handshake, and the way to a backend before it: event loops, dialling with an HTTP/1.1 upgrade,
 * WebSocket frame boundaries, and the port {@link io.signalbox.transport.ByteLink} that a container's connection and
 * our own sockets both look like.
 *
 * <p>Threads: everything that an {@link io.signalbox.transport.EventLoop} calls runs on its one thread and must not
 * block. Nothing here decodes a payload. Memory is bounded per link: {@link io.signalbox.transport.ByteQueue#HIGH_WATER}
 * and one chunk more.
 */
@NullMarked
package io.signalbox.transport;

import org.jspecify.annotations.NullMarked;
