package io.signalbox.publish;

/** Something was to be published with a transaction, but there is none that can commit. Nothing was written or sent. */
public final class NoTransactionException extends RuntimeException {
    public NoTransactionException(String state) {
        super("published with the caller's transaction, but " + state
                + "; begin one (@Transactional), or send at once with sends()");
    }
}
