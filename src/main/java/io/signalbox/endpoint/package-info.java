/**
 * The WebSocket edge: handshakes, identity, frames in, close codes out. It adapts the container's sessions to {@link
 * io.signalbox.transport.Wire} and hands everything else to the hub or the balancer. Endpoints are registered by
 * program, because scanned ones vanish when Faces push is on.
 */
@NullMarked
package io.signalbox.endpoint;

import org.jspecify.annotations.NullMarked;
