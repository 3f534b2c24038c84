/**
 * The edge where clients arrive: WebSocket handshakes, and the container's connections behind the ports of the features.
 * Servlet and Jakarta WebSocket are used here only. Nothing here decides anything but whether a handshake is well formed.
 */
@NullMarked
package io.signalbox.endpoint;

import org.jspecify.annotations.NullMarked;
