package io.signalbox.boot;

import io.signalbox.balancer.BalancerSettings;
import io.signalbox.config.SettingsReader;
import io.signalbox.delivery.DeliverySettings;
import io.signalbox.endpoint.EndpointSettings;
import io.signalbox.hub.HubSettings;
import io.signalbox.identity.TokenSettings;
import io.signalbox.limits.LimitSettings;
import io.signalbox.node.NodeSettings;
import io.signalbox.node.StartFailure;
import io.signalbox.publish.PublishSettings;
import io.signalbox.queue.QueueSettings;
import io.signalbox.records.RecordSettings;
import io.signalbox.session.SessionSettings;
import io.signalbox.store.StoreSettings;
import io.signalbox.transport.TransportSettings;
import io.signalbox.workload.WorkloadSettings;

/** The settings of all features, read together so that every problem is reported together. */
record Settings(
        NodeSettings node,
        ServerSettings server,
        TransportSettings transport,
        EndpointSettings endpoint,
        TokenSettings tokens,
        SessionSettings session,
        HubSettings hub,
        StoreSettings store,
        DeliverySettings delivery,
        LimitSettings limits,
        WorkloadSettings workload,
        PublishSettings publish,
        QueueSettings queue,
        RecordSettings records,
        BalancerSettings balancer) {

    /** @throws io.signalbox.config.SettingsException with every problem */
    static Settings read(SettingsReader reader) {
        Settings settings = new Settings(
                NodeSettings.from(reader),
                ServerSettings.from(reader),
                TransportSettings.from(reader),
                EndpointSettings.from(reader),
                TokenSettings.from(reader),
                SessionSettings.from(reader),
                HubSettings.from(reader),
                StoreSettings.from(reader),
                DeliverySettings.from(reader),
                LimitSettings.from(reader),
                WorkloadSettings.from(reader),
                PublishSettings.from(reader),
                QueueSettings.from(reader),
                RecordSettings.from(reader),
                BalancerSettings.from(reader));
        if (settings.node().development() && !settings.server().loopback()) {
            reader.problem("signalbox.http.address is '" + settings.server().address()
                    + "', but development mode is open to everybody and listens on loopback only;"
                    + " set signalbox.development=false");
        }
        reader.internal(StartFailure.LAUNCHED);
        reader.internal(StartFailure.STARTED);
        reader.finish();
        return settings;
    }
}
