package io.signalbox.hub;

import io.signalbox.limits.Quotas;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.Strands;
import io.signalbox.node.WorkerPool;
import io.signalbox.session.HeartbeatListener;
import io.signalbox.session.SessionRegistry;
import io.signalbox.session.SessionSettings;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the hub of this node from what the other features provide. */
@Dependent
final class HubBeans {
    @Produces
    @Singleton
    static Hub hub(
            NodeInfo self,
            HubSettings settings,
            SessionSettings sessionSettings,
            Inbox inbox,
            Directory directory,
            NodeLinks links,
            @Any Instance<HeartbeatListener> heartbeatListeners,
            Instance<WelcomeProvider> welcome,
            Quotas quotas,
            BeanManager beans,
            @Any Instance<GroupListener> groupListeners,
            DeliveryListener delivery,
            RetryPolicy retries,
            MessageRecorder recorder,
            ConnectionListener connections,
            WorkerPool workers,
            NodeScheduler scheduler,
            Metrics metrics,
            Clock clock) {
        HubPorts ports = new HubPorts(
                inbox,
                directory,
                links,
                new InMemoryGroupStore(settings.groups()),
                HeartbeatListener.all(heartbeatListeners.stream().toList()),
                GroupListener.all(groupListeners.stream().toList()),
                welcome.isUnsatisfied() ? WelcomeProvider.NONE : welcome.get(),
                quotas,
                new Presence(new PresenceObservers(beans), self.id(), workers, scheduler, metrics, clock),
                delivery,
                retries,
                recorder,
                connections);
        Hub hub = new Hub(
                self,
                settings,
                sessionSettings,
                new SessionRegistry(),
                ports,
                new Strands(workers, settings.strands(), settings.strandCapacity()),
                scheduler,
                metrics,
                clock);
        hub.start();
        return hub;
    }
}
