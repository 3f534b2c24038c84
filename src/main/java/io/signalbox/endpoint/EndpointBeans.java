package io.signalbox.endpoint;

import io.signalbox.hub.Hub;
import io.signalbox.identity.AttributeReader;
import io.signalbox.identity.ConnectionTokens;
import io.signalbox.identity.PeerReader;
import io.signalbox.identity.TokenSettings;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeLife;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.NodeSettings;
import io.signalbox.session.SessionSettings;
import io.signalbox.transport.TransportSettings;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes the beans of this package. */
@Dependent
final class EndpointBeans {
    @Produces
    @Singleton
    static ConnectionTokens connectionTokens(TokenSettings settings, Clock clock) {
        return new ConnectionTokens(settings, clock);
    }

    @Produces
    @Singleton
    static AdmissionLimits admissionLimits(
            EndpointSettings settings, ConnectionTokens tokens, Clock clock, Metrics metrics) {
        ConnectionSlots slots = new ConnectionSlots(settings.maxConnections(), clock);
        metrics.gauge(
                "signalbox_connection_slots_used",
                "connections open or in their handshake, as counted against signalbox.hub.max-connections",
                slots::used);
        HandshakeRate rate = new HandshakeRate(settings.handshakesPerSecondPerAddress(), clock);
        AccessSettings access = settings.access();
        AddressLock lock = new AddressLock(access.lockAfter(), access.lockTime(), clock);
        return new AdmissionLimits(settings.allowedOrigins(), access, tokens, lock, rate, slots);
    }

    @Produces
    @Singleton
    static HandshakeRules handshakeRules(
            NodeLife life,
            NodeSettings node,
            AdmissionLimits limits,
            EndpointSettings settings,
            PeerReader peers,
            Clock clock,
            Hub hub) {
        AttributeReader reader = new AttributeReader(settings.sources(), peers, clock);
        return new HandshakeRules(life, node, limits, reader, hub::refusesLogin);
    }

    @Produces
    @Singleton
    static Entrance entrance(HandshakeRules rules, AdmissionLimits limits, Metrics metrics) {
        return new Entrance(rules, limits, metrics);
    }

    /** Without a proxy: the stop comes on a thread that has no class loader to find one with. */
    @Produces
    @Singleton
    static HubEndpoints hubEndpoints(
            Hub hub,
            SessionSettings sessions,
            NodeScheduler scheduler,
            NodeInfo self,
            EndpointSettings settings,
            TransportSettings transport) {
        return new HubEndpoints(hub, sessions, scheduler, self, settings, transport);
    }

    static void undo(@Disposes HubEndpoints endpoints) {
        endpoints.undo();
    }
}
