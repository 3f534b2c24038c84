package io.signalbox.client;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;

/**
 * Opens wires with the JDK's WebSocket.
 *
 * @param http what connects: proxies and TLS are its business
 * @param threads for dialling, which may look up a name
 * @param headers request headers of the handshake
 */
record JdkDialer(HttpClient http, Executor threads, Map<String, String> headers, Duration timeout) implements Dialer {
    private static final String SUBPROTOCOL = "signalbox.v1.json";

    @Override
    public Wire dial(URI address, WireListener listener) {
        JdkWire wire = new JdkWire(listener);
        threads.execute(() -> open(address, wire));
        return wire;
    }

    private void open(URI address, JdkWire wire) {
        try {
            WebSocket.Builder builder =
                    http.newWebSocketBuilder().subprotocols(SUBPROTOCOL).connectTimeout(timeout);
            headers.forEach(builder::header);
            var unused = builder.buildAsync(address, wire).whenComplete((socket, error) -> {
                if (error != null) {
                    wire.notOpened(error);
                }
            });
        } catch (RuntimeException e) {
            wire.notOpened(e);
        }
    }
}
