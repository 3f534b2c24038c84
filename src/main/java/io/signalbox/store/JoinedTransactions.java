package io.signalbox.store;

import jakarta.persistence.EntityManager;
import java.util.function.Function;

/** Runs work as part of the transaction that the caller is in. */
public interface JoinedTransactions {
    /**
     * Runs {@code work} in the caller's transaction, which there has to be, and which can only roll back when it throws.
     * Blocks.
     */
    <T> T inCallers(Function<EntityManager, T> work);
}
