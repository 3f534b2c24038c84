package io.signalbox.api;

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
            Hub hub, Workload workload, TransactionalSends transactional, Queues queues, NodeInfo self) {
        return new Signalbox(hub, new Connections(hub.sessions(), self.id()), workload, transactional, queues);
    }
}
