package io.signalbox.testing;

import java.util.Random;
import java.util.function.BiConsumer;

/** Runs a property with many seeds; the first that fails is named in the failure, so that it can be run alone. */
public final class Seeds {
    private Seeds() {}

    /** Runs {@code property} with the seeds 1 to {@code count}. */
    public static void each(int count, BiConsumer<Long, Random> property) {
        for (long seed = 1; seed <= count; seed++) {
            run(seed, property);
        }
    }

    /** Runs {@code property} with one seed. */
    public static void run(long seed, BiConsumer<Long, Random> property) {
        try {
            property.accept(seed, new Random(seed));
        } catch (RuntimeException | AssertionError e) {
            throw new AssertionError("with seed " + seed + ": " + e.getMessage(), e);
        }
    }
}
