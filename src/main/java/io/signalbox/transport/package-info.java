/**
 * Sockets after the handshake: event loops, frame boundaries, and the port {@link io.signalbox.transport.Wire} that a
 * connection writes through. Nothing here knows what a message means; nothing here blocks a loop.
 */
@NullMarked
package io.signalbox.transport;

import org.jspecify.annotations.NullMarked;
