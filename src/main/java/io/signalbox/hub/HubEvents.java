package io.signalbox.hub;

/** Who is told of presence. On a worker thread, under no lock, one event of a user after the other. */
public interface HubEvents {
    /** Nobody. */
    HubEvents NONE = new HubEvents() {
        @Override
        public boolean wanted() {
            return false;
        }

        @Override
        public void tell(PresenceEvent event) {}
    };

    /** Whether anybody wants to know: asked once, before the first connection. */
    boolean wanted();

    /** An exception is logged, and the next events are told all the same. May take its time. */
    void tell(PresenceEvent event);
}
