package io.signalbox.api;

import io.signalbox.delivery.Deliveries;
import io.signalbox.hub.Hub;
import io.signalbox.node.NodeInfo;
import io.signalbox.publish.TransactionalSends;
import io.signalbox.queue.Queues;
import io.signalbox.workload.Workload;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the beans of this package. */
@Dependent
final class ApiBeans {
    @Produces
    @Singleton
    static Signalbox signalbox(
            Hub hub,
            Deliveries deliveries,
            Workload workload,
            TransactionalSends transactional,
            Queues queues,
            NodeInfo self) {
        Connections connections = new Connections(hub.sessions(), self.id());
        return new Signalbox(hub, deliveries, connections, workload, transactional, queues);
    }
}
