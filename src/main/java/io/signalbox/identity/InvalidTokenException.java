package io.signalbox.identity;

/** A connection token that is not accepted. The message never holds the token. */
public final class InvalidTokenException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final TokenFault fault;

    InvalidTokenException(TokenFault fault) {
        super("the token " + fault.text());
        this.fault = fault;
    }

    public TokenFault fault() {
        return fault;
    }
}
