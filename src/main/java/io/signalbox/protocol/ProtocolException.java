package io.signalbox.protocol;

import org.jspecify.annotations.Nullable;

/** A frame broke the wire contract. The edge answers it with a coded error; the connection stays open. */
public final class ProtocolException extends RuntimeException {
    private final ErrorCode code;
    private final @Nullable String messageId;
    private final String details;

    /** @param messageId the {@code message_id} of the refused frame, when it could be read */
    public ProtocolException(ErrorCode code, String explanation, @Nullable String messageId) {
        this(code, explanation, messageId, "");
    }

    /** @param details more members of the error's {@code data}, each encoded and behind a comma */
    public ProtocolException(ErrorCode code, String explanation, @Nullable String messageId, String details) {
        super(explanation, null, false, false);
        this.code = code;
        this.messageId = messageId;
        this.details = details;
    }

    /** The code to answer with. */
    public ErrorCode code() {
        return code;
    }

    /** The id of the refused message, or null when it could not be read. */
    public @Nullable String messageId() {
        return messageId;
    }

    /** More members of the error's {@code data}, each encoded and behind a comma; may be empty. */
    public String details() {
        return details;
    }
}
