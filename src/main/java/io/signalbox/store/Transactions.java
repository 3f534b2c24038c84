package io.signalbox.store;

import jakarta.persistence.EntityManager;
import java.util.function.Function;

/** Runs work in transactions: the container's, or those of a persistence unit that was made by hand. */
public interface Transactions {
    /**
     * Runs {@code work} in a transaction of its own, which is committed when this returns, and rolled back when it
     * throws. Blocks.
     */
    <T> T inNew(Function<EntityManager, T> work);
}
