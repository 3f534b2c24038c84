package io.signalbox.boot;

import io.signalbox.balancer.BalancerSettings;
import io.signalbox.config.SettingsReader;
import io.signalbox.delivery.DeliverySettings;
import io.signalbox.endpoint.EndpointSettings;
import io.signalbox.hub.HubSettings;
import io.signalbox.identity.TokenSettings;
import io.signalbox.limits.LimitSettings;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeSettings;
import io.signalbox.publish.PublishSettings;
import io.signalbox.queue.QueueSettings;
import io.signalbox.records.RecordSettings;
import io.signalbox.session.SessionSettings;
import io.signalbox.store.StoreSettings;
import io.signalbox.transport.TransportSettings;
import io.signalbox.workload.WorkloadSettings;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Clock;
import java.util.Locale;
import java.util.UUID;

/** Settings and identity of this process, for whoever injects them. */
@Dependent
final class BootBeans {
    @Produces
    @Singleton
    static Settings settings(SettingsReader reader) {
        return Settings.read(reader);
    }

    @Produces
    @Singleton
    static NodeSettings node(Settings settings) {
        return settings.node();
    }

    @Produces
    @Singleton
    static TransportSettings transport(Settings settings) {
        return settings.transport();
    }

    @Produces
    @Singleton
    static EndpointSettings endpoint(Settings settings) {
        return settings.endpoint();
    }

    @Produces
    @Singleton
    static TokenSettings tokens(Settings settings) {
        return settings.tokens();
    }

    @Produces
    @Singleton
    static SessionSettings session(Settings settings) {
        return settings.session();
    }

    @Produces
    @Singleton
    static HubSettings hub(Settings settings) {
        return settings.hub();
    }

    @Produces
    @Singleton
    static StoreSettings store(Settings settings) {
        return settings.store();
    }

    @Produces
    @Singleton
    static DeliverySettings delivery(Settings settings) {
        return settings.delivery();
    }

    @Produces
    @Singleton
    static LimitSettings limits(Settings settings) {
        return settings.limits();
    }

    @Produces
    @Singleton
    static WorkloadSettings workload(Settings settings) {
        return settings.workload();
    }

    @Produces
    @Singleton
    static PublishSettings publish(Settings settings) {
        return settings.publish();
    }

    @Produces
    @Singleton
    static QueueSettings queue(Settings settings) {
        return settings.queue();
    }

    @Produces
    @Singleton
    static RecordSettings records(Settings settings) {
        return settings.records();
    }

    @Produces
    @Singleton
    static BalancerSettings balancer(Settings settings) {
        return settings.balancer();
    }

    @Produces
    @Singleton
    static NodeInfo self(NodeSettings settings, Clock clock) {
        int port = PayaraInstance.httpPort();
        String id = settings.id().isEmpty() ? hostName() + "-" + port : settings.id();
        return new NodeInfo(id, UUID.randomUUID().toString(), settings.host(), port, settings.role(), clock.instant());
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost()
                    .getHostName()
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^a-z0-9.-]", "-");
        } catch (UnknownHostException e) {
            return "node";
        }
    }
}
