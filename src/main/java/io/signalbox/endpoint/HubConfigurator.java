package io.signalbox.endpoint;

import io.signalbox.transport.PerMessageDeflate;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.function.Supplier;

/** Tells the client its id in the answer to the handshake, and makes an endpoint for each connection. */
final class HubConfigurator extends ServerEndpointConfig.Configurator {
    private final Supplier<HubEndpoint> endpoints;
    private final String nodeId;
    private final ResponseHeaders more;

    /** @param more what the operator adds to the answer */
    HubConfigurator(Supplier<HubEndpoint> endpoints, String nodeId, ResponseHeaders more) {
        this.endpoints = endpoints;
        this.nodeId = nodeId;
        this.more = more;
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        if (request.getUserPrincipal() instanceof HandshakePrincipal principal) {
            response.getHeaders()
                    .put(
                            ResponseHeaders.CLIENT_ID,
                            List.of(principal.attributes().clientId()));
        }
        response.getHeaders().put(ResponseHeaders.NODE_ID, List.of(nodeId));
        more.values().forEach((name, value) -> response.getHeaders().put(name, List.of(value)));
    }

    /** The container matches offers by name alone, and one of ours may ask for what we cannot do. */
    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return super.getNegotiatedExtensions(installed, PerMessageDeflate.acceptable(requested));
    }

    @Override
    public <T> T getEndpointInstance(Class<T> type) {
        return type.cast(endpoints.get());
    }
}
