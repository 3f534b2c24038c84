package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.protocol.Message;
import io.signalbox.session.ClientSession;
import java.util.function.Predicate;

/**
 * Where copies of what the hub hands on go: to observers (contract 2.22). Told once for each message, by the node that
 * took it from its sender, whatever the number of receivers. Never blocks; safe from any thread.
 */
interface TrafficCopies {
    /** Nobody watches. */
    TrafficCopies NONE = new TrafficCopies() {
        @Override
        public boolean wanted() {
            return false;
        }

        @Override
        public void copy(Tenant tenant, Message message) {}
    };

    /** Whether anybody watches anything: asked for each message, so it costs a read of a field. */
    boolean wanted();

    /**
     * A message was handed on.
     *
     * @param tenant of its sender
     * @param message with the hub's stamp
     */
    void copy(Tenant tenant, Message message);

    /**
     * The same, when the message alone does not tell who receives it: the application chose some of all connections.
     *
     * @param receives whether a connection is among those that it went to
     */
    default void copy(Tenant tenant, Message message, Predicate<ClientSession> receives) {
        copy(tenant, message);
    }
}
