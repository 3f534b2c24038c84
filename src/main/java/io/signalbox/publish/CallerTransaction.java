package io.signalbox.publish;

import java.util.function.Consumer;
import java.util.function.Supplier;

/** The transaction that the calling thread is in. Safe from any thread. */
public interface CallerTransaction {
    /**
     * What is kept with the transaction under {@code type}; made at its first call.
     *
     * @param committed told once, when the transaction has committed; never when it rolls back. Runs on the thread that
     *     commits, outside of any transaction, so it only hands over
     * @throws NoTransactionException when the thread is in none, or in one that can only roll back
     */
    <T> T attached(Class<T> type, Supplier<T> first, Consumer<T> committed);
}
