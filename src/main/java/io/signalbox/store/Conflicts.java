package io.signalbox.store;

import java.util.function.Supplier;

/** Transactions that others may be in the way of: who made the same row at the same moment, or waited the other way round. */
final class Conflicts {
    /** Each is lost only to somebody who got through. */
    private static final int ATTEMPTS = 5;

    private Conflicts() {}

    /**
     * Tries a transaction until nobody is in its way, at most {@value #ATTEMPTS} times. Blocks.
     *
     * @throws RuntimeException of the last attempt, or of the first that failed for another reason
     */
    static <T> T untilAlone(Supplier<T> transaction) {
        for (int attempt = 1; ; attempt++) {
            try {
                return transaction.get();
            } catch (RuntimeException e) {
                if (Failures.of(e) != Failures.CONFLICT || attempt == ATTEMPTS) {
                    throw e;
                }
            }
        }
    }
}
