package io.signalbox.node;

/** What a process of the cluster does. */
public enum NodeRole {
    /** Hub and balancer in one process. */
    ALL,
    /** Serves clients at {@code /ws}. */
    HUB,
    /** Serves clients at {@code /lb/ws} by tunnelling them to hubs. */
    BALANCER;

    /** Whether clients may connect to this process's hub. */
    public boolean servesHub() {
        return this != BALANCER;
    }

    /** Whether clients may connect through this process's balancer. */
    public boolean servesBalancer() {
        return this != HUB;
    }
}
