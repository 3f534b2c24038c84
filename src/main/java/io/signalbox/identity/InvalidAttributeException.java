package io.signalbox.identity;

/** An attribute of a handshake breaks its rule. The edge answers 400 with this message. */
public final class InvalidAttributeException extends RuntimeException {
    InvalidAttributeException(String explanation) {
        super(explanation, null, false, false);
    }
}
