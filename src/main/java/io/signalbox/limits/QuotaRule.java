package io.signalbox.limits;

import java.time.Duration;

/**
 * What one user, or one tenant, may send.
 *
 * @param perMinute most messages in a minute; 0: no limit
 * @param perHour most messages in an hour; 0: no limit
 * @param alertPercent part of a limit whose use is told, 1 to 100
 * @param block for how long nothing is let through after a limit was passed; longer when the window is not over by then
 */
public record QuotaRule(int perMinute, int perHour, int alertPercent, Duration block) {
    /** Whether there is any limit. */
    boolean limits() {
        return perMinute > 0 || perHour > 0;
    }

    int limit(QuotaAlert.Window window) {
        return switch (window) {
            case MINUTE -> perMinute;
            case HOUR -> perHour;
        };
    }

    /** How many messages of a window, having been let through, are told. */
    long alertAt(int limit) {
        return ((long) limit * alertPercent + 99) / 100;
    }
}
