package io.signalbox.transport;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

/** Makes the transport of this node; its loops run as long as the application. */
@Dependent
final class TransportBeans {
    @Produces
    @Singleton
    static Transport transport(TransportSettings settings) {
        Transport transport = new Transport(settings);
        transport.start();
        return transport;
    }

    static void stop(@Disposes Transport transport) {
        transport.stop();
    }
}
