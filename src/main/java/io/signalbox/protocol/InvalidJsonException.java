package io.signalbox.protocol;

/** The text is no JSON, or beyond a bound on JSON of ours. Says why, without a part of the text; without a trace. */
final class InvalidJsonException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    InvalidJsonException(String explanation) {
        super(explanation, null, false, false);
    }
}
