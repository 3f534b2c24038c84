package io.signalbox.api;

import io.signalbox.delivery.Deliveries;
import io.signalbox.hub.Hub;
import io.signalbox.node.NodeInfo;
import io.signalbox.workload.Workload;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the beans of this package. */
@Dependent
final class ApiBeans {
    @Produces
    @Singleton
    static Signalbox signalbox(Hub hub, Deliveries deliveries, Workload workload, NodeInfo self) {
        return new Signalbox(hub, deliveries, new Connections(hub.sessions(), self.id()), workload);
    }
}
