package io.signalbox.endpoint;

import io.signalbox.hub.Hub;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeScheduler;
import io.signalbox.protocol.Limits;
import io.signalbox.session.SessionSettings;
import io.signalbox.transport.PerMessageDeflate;
import io.signalbox.transport.TransportSettings;
import io.signalbox.transport.TyrusIdleFix;
import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Registers the hub's endpoints with the container, and ends what the hub does not know of. */
public final class HubEndpoints {
    /** Name of the subprotocol. A client that offers none speaks the same. */
    static final String SUBPROTOCOL = "signalbox.v1.json";

    private final Hub hub;
    private final SessionSettings settings;
    private final NodeScheduler scheduler;
    private final NodeInfo self;
    private final EndpointSettings endpointSettings;
    private final TransportSettings transportSettings;
    private final UnnamedConnections unnamed = new UnnamedConnections();
    private @Nullable TyrusIdleFix idleFix;

    HubEndpoints(
            Hub hub,
            SessionSettings settings,
            NodeScheduler scheduler,
            NodeInfo self,
            EndpointSettings endpointSettings,
            TransportSettings transportSettings) {
        this.hub = hub;
        this.endpointSettings = endpointSettings;
        this.transportSettings = transportSettings;
        this.settings = settings;
        this.scheduler = scheduler;
        this.self = self;
    }

    /** Called once, while the application starts: afterwards the container takes no endpoints any more. */
    public void register(ServletContext context) {
        ServerContainer container = (ServerContainer) context.getAttribute(ServerContainer.class.getName());
        if (endpointSettings.tyrusIdleFix()) {
            idleFix = TyrusIdleFix.applyTo(container);
        }
        try {
            container.addEndpoint(ServerEndpointConfig.Builder.create(HubEndpoint.class, "/ws")
                    .subprotocols(List.of(SUBPROTOCOL))
                    .extensions(extensions())
                    .configurator(new HubConfigurator(
                            () -> new HubEndpoint(hub, settings, scheduler, unnamed),
                            self.id(),
                            endpointSettings.responseHeaders()))
                    .build());
        } catch (DeploymentException e) {
            throw new IllegalStateException("endpoint /ws not registered: " + e.getMessage(), e);
        }
    }

    private List<Extension> extensions() {
        return transportSettings.deflate() ? List.of(new PerMessageDeflate(Limits.MAX_MESSAGE_BYTES)) : List.of();
    }

    /** Closes the connections that the hub does not know, because they have no name yet, with 1001. */
    public void drain() {
        unnamed.goAway();
    }

    /** With the application's end: the container is as it was. */
    void undo() {
        TyrusIdleFix applied = idleFix;
        if (applied != null) {
            applied.close();
        }
    }
}
