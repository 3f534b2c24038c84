package io.signalbox.hub;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** When something that failed is worth another try (contract 2.10). Safe from any thread; never blocks. */
public interface RetryPolicy {
    /** Each thing is tried once. */
    RetryPolicy NEVER = (failures, code) -> null;

    /**
     * How long to wait before the next try.
     *
     * @param failures how often it failed so far, from 1
     * @param code with what it failed at last
     * @return null when it is not to be tried again
     */
    @Nullable
    Duration pause(int failures, FailureCode code);
}
