package io.signalbox.client;

import io.signalbox.protocol.Message;

/**
 * What a client tells. Calls of one client come one at a time, in order, on a thread that may be blocked: while it is,
 * the client goes on confirming and pinging, and stops reading once {@code maxInbound} calls wait. No lock is held.
 * Throwing breaks nothing; it is told to {@link #onError} with the code {@code handler_failed}.
 */
@FunctionalInterface
public interface ClientListener {
    /**
     * A message arrived. A tracked one is acknowledged after every listener returned normally; when one throws, the hub
     * keeps it and brings it again at the next connect. The only method without a default: a listener that forgot it
     * would acknowledge what nobody read.
     */
    void onMessage(Message message);

    /** The state changed. */
    default void onState(ClientState state, ClientState previous) {}

    /** The hub registered a connection: the first one, or one after a loss. */
    default void onRegistered(Registration registration) {}

    /** What was missed while there was no connection; after {@link #onRegistered}, from a hub that knows. */
    default void onRecovered(Recovery recovery) {}

    /** The hub's word about a message of ours. */
    default void onAck(Acknowledgement acknowledgement) {}

    /** A connection ended, or an attempt failed. */
    default void onDisconnected(Disconnection disconnection) {}

    /** What no future tells: an error of the hub about an untracked message, a listener that threw, a bad frame. */
    default void onError(SignalboxException error) {
        System.getLogger(SignalboxClient.class.getName())
                .log(System.Logger.Level.WARNING, "code=" + error.code() + " " + error.getMessage());
    }
}
