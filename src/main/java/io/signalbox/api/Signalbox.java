package io.signalbox.api;

import io.signalbox.delivery.Deliveries;
import io.signalbox.hub.ClientCommands;
import io.signalbox.hub.Groups;
import io.signalbox.hub.Hub;
import io.signalbox.hub.Kicks;
import io.signalbox.hub.ObserverStats;
import io.signalbox.hub.Sends;
import io.signalbox.hub.Vips;
import io.signalbox.publish.TransactionalSends;
import io.signalbox.queue.Queues;
import io.signalbox.workload.Workload;

/**
 * The hub for Java code in the same application: {@code @Inject Signalbox signalbox}. Safe from any thread. What may
 * block says so; nothing here is for an event loop.
 */
public final class Signalbox {
    private final Hub hub;
    private final Connections connections;
    private final Workload workload;
    private final TransactionalSends transactional;
    private final Queues queues;
    private final Deliveries deliveries;

    Signalbox(
            Hub hub,
            Deliveries deliveries,
            Connections connections,
            Workload workload,
            TransactionalSends transactional,
            Queues queues) {
        this.hub = hub;
        this.deliveries = deliveries;
        this.connections = connections;
        this.workload = workload;
        this.transactional = transactional;
        this.queues = queues;
    }

    /** Messages: to a user, to groups, to an audience, now or later. No transaction of the caller matters to them. */
    public Sends sends() {
        return hub.sends();
    }

    /** Messages to one user each that are tried again when they fail, or until a device acknowledges them. */
    public Deliveries deliveries() {
        return deliveries;
    }

    /** Messages as part of the caller's JTA transaction: sent if and only if it commits. */
    public TransactionalSends transactional() {
        return transactional;
    }

    /** Named queues for the application itself, shared by all nodes. */
    public Queues queues() {
        return queues;
    }

    /** Groups and their members. */
    public Groups groups() {
        return hub.groups();
    }

    /** Who is connected. */
    public Connections connections() {
        return connections;
    }

    /** Ends connections. */
    public Kicks kicks() {
        return hub.kicks();
    }

    /** Has clients do something, and brings their answers. */
    public ClientCommands commands() {
        return hub.commands();
    }

    /** Who watches, and how many copies that made. */
    public ObserverStats observers() {
        return hub.observers();
    }

    /** VIP levels of users. */
    public Vips vips() {
        return hub.vips();
    }

    /** Which agent gets the next case. */
    public Workload workload() {
        return workload;
    }
}
