package io.signalbox.client;

import java.util.Locale;

/** The codes this client makes itself; the hub's own are in {@link io.signalbox.protocol.ErrorCode}. */
public enum ClientErrorCode {
    /** An option the hub would refuse, or that makes no sense. */
    INVALID_OPTION(false),
    /** As many messages, or bytes, wait to be sent as are allowed. */
    BUFFER_FULL(true),
    /** As many tracked messages and commands wait for the hub's word as are allowed. */
    TOO_MANY_PENDING(true),
    /** No connection, and the message is worth nothing later. */
    NOT_CONNECTED(true),
    /** The connection went away while an untracked message was being written: it may have arrived or not. */
    CONNECTION_LOST(true),
    /** The client is closed. */
    CLOSED(false),
    /** The hub did not answer in time. */
    TIMEOUT(true),
    /** A message of ours, or one that arrived, is larger than allowed. */
    MESSAGE_TOO_LARGE(false),
    /** A tracked message with this id is on its way already. */
    DUPLICATE_MESSAGE_ID(false),
    /** The hub took the message but stores none of its kind: it goes to groups or everybody. */
    NOT_STORED(false),
    /** The hub sent what is no message. */
    MALFORMED_FRAME(false),
    /** A listener threw. */
    HANDLER_FAILED(false);

    private final String wireName = name().toLowerCase(Locale.ROOT);
    private final boolean retryable;

    ClientErrorCode(boolean retryable) {
        this.retryable = retryable;
    }

    /** The code as text, spelled as in the TypeScript client. */
    public String wireName() {
        return wireName;
    }

    boolean retryable() {
        return retryable;
    }
}
