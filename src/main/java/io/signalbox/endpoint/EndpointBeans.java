package io.signalbox.endpoint;

import io.signalbox.metrics.Metrics;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;

/** Makes what the filter of handshakes shares between them. */
@Dependent
final class EndpointBeans {
    @Produces
    @Singleton
    static AdmissionLimits admissionLimits(EndpointSettings settings, Clock clock, Metrics metrics) {
        ConnectionSlots slots = new ConnectionSlots(settings.maxConnections(), clock);
        metrics.gauge(
                "signalbox_connection_slots_used",
                "connections open or in their handshake, as counted against signalbox.hub.max-connections",
                slots::used);
        HandshakeRate rate = new HandshakeRate(settings.handshakesPerSecondPerAddress(), clock);
        return new AdmissionLimits(settings.allowedOrigins(), rate, slots);
    }
}
