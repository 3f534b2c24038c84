package io.signalbox.delivery;

import java.time.Duration;

/**
 * How one delivery waits for its acknowledgement (contract R02, hazard H37).
 *
 * @param timeout how long a device has, each time the message is handed out: 10 ms to 5 min
 * @param retries how often it is handed out again: 0 to {@link RetrySettings#MOST_RETRIES}
 */
public record AckOptions(Duration timeout, int retries) {
    static final Duration SHORTEST = Duration.ofMillis(10);
    static final Duration LONGEST = Duration.ofMinutes(5);

    /** @throws IllegalArgumentException when one is out of its range */
    public AckOptions {
        if (timeout.compareTo(SHORTEST) < 0 || timeout.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("timeout must be from 10 ms to 5 min, but is " + timeout);
        }
        if (retries < 0 || retries > RetrySettings.MOST_RETRIES) {
            throw new IllegalArgumentException(
                    "retries must be from 0 to " + RetrySettings.MOST_RETRIES + ", but are " + retries);
        }
    }
}
