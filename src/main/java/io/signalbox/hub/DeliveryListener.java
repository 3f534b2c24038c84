package io.signalbox.hub;

/**
 * Who is told what becomes of messages: the port for the events of contract 2.11 and 2.12. Told on the thread where it
 * happens, which may be an event loop, and under no lock of the hub's: must not block and must not throw.
 */
public interface DeliveryListener {
    /** Wants to know nothing. */
    DeliveryListener NONE = new DeliveryListener() {
        @Override
        public boolean wants(Class<? extends DeliveryEvent> kind) {
            return false;
        }

        @Override
        public void tell(DeliveryEvent event) {}
    };

    /** Whether events of a kind are to be made at all: asked once, before the first connection. */
    boolean wants(Class<? extends DeliveryEvent> kind);

    /** Of a kind that was wanted. */
    void tell(DeliveryEvent event);
}
