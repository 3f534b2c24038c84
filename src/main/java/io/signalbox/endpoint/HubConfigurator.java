package io.signalbox.endpoint;

import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.function.Supplier;

/** Tells the client its id in the answer to the handshake, and makes an endpoint for each connection. */
final class HubConfigurator extends ServerEndpointConfig.Configurator {
    private final Supplier<HubEndpoint> endpoints;
    private final String nodeId;

    HubConfigurator(Supplier<HubEndpoint> endpoints, String nodeId) {
        this.endpoints = endpoints;
        this.nodeId = nodeId;
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        if (request.getUserPrincipal() instanceof HandshakePrincipal principal) {
            response.getHeaders()
                    .put("X-WSC-Client-ID", List.of(principal.attributes().clientId()));
        }
        response.getHeaders().put("X-WSC-Node-ID", List.of(nodeId));
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
        return type.cast(endpoints.get());
    }
}
