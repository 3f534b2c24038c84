package io.signalbox.api;

/**
 * The hub for Java code in the same application: {@code @Inject Signalbox signalbox}. Safe from any thread. What may
 * block says so; nothing here is for an event loop.
 */
public final class Signalbox {
    private final Connections connections;

    Signalbox(Connections connections) {
        this.connections = connections;
    }

    /** Who is connected. */
    public Connections connections() {
        return connections;
    }
}
