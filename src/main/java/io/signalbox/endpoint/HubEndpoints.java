package io.signalbox.endpoint;

import io.signalbox.hub.Hub;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeScheduler;
import io.signalbox.session.SessionSettings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContext;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/** Registers the hub's endpoints with the container. */
@ApplicationScoped
public class HubEndpoints {
    /** Name of the subprotocol. A client that offers none speaks the same. */
    static final String SUBPROTOCOL = "signalbox.v1.json";

    private final Hub hub;
    private final SessionSettings settings;
    private final NodeScheduler scheduler;
    private final NodeInfo self;

    @Inject
    HubEndpoints(Hub hub, SessionSettings settings, NodeScheduler scheduler, NodeInfo self) {
        this.hub = hub;
        this.settings = settings;
        this.scheduler = scheduler;
        this.self = self;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected HubEndpoints() {
        this(null, null, null, null);
    }

    /** Called once, while the application starts: afterwards the container takes no endpoints any more. */
    public void register(ServletContext context) {
        ServerContainer container = (ServerContainer) context.getAttribute(ServerContainer.class.getName());
        try {
            container.addEndpoint(ServerEndpointConfig.Builder.create(HubEndpoint.class, "/ws")
                    .subprotocols(List.of(SUBPROTOCOL))
                    .configurator(new HubConfigurator(hub, settings, scheduler, self.id()))
                    .build());
        } catch (DeploymentException e) {
            throw new IllegalStateException("endpoint /ws not registered: " + e.getMessage(), e);
        }
    }
}
