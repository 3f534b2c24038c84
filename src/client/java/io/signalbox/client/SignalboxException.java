package io.signalbox.client;

import org.jspecify.annotations.Nullable;

/** Everything that goes wrong in this client, with a code to act on. */
public final class SignalboxException extends RuntimeException {
    private final String code;
    private final int number;
    private final boolean retryable;
    private final @Nullable String messageId;

    private SignalboxException(
            String code,
            int number,
            boolean retryable,
            String explanation,
            @Nullable String messageId,
            @Nullable Throwable cause) {
        super(explanation, cause);
        this.code = code;
        this.number = number;
        this.retryable = retryable;
        this.messageId = messageId;
    }

    static SignalboxException of(ClientErrorCode code, String explanation, @Nullable String messageId) {
        return of(code, explanation, messageId, null);
    }

    static SignalboxException of(
            ClientErrorCode code, String explanation, @Nullable String messageId, @Nullable Throwable cause) {
        return new SignalboxException(code.wireName(), 0, code.retryable(), explanation, messageId, cause);
    }

    /** What an error frame of the hub says. */
    static SignalboxException ofHub(
            String code, int number, boolean retryable, String explanation, @Nullable String messageId) {
        return new SignalboxException(code, number, retryable, explanation, messageId, null);
    }

    /** The name of a {@link ClientErrorCode} or of an {@link io.signalbox.protocol.ErrorCode}. */
    public String code() {
        return code;
    }

    /** The hub's number of the code; 0 for a code of the client. */
    public int number() {
        return number;
    }

    /** Whether the same call may succeed later. */
    public boolean retryable() {
        return retryable;
    }

    /** The message it is about, or null. */
    public @Nullable String messageId() {
        return messageId;
    }

    /** Whether it is that code of the client. */
    public boolean is(ClientErrorCode other) {
        return code.equals(other.wireName());
    }
}
