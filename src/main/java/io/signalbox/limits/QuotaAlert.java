package io.signalbox.limits;

import java.time.Duration;
import java.time.Instant;

/**
 * A user, a tenant or the application came near a limit, or went over it (contract 2.24). Fired as a CDI event on a worker thread, so an
 * observer ({@code @Observes QuotaAlert}) may take its time; alerts that do not fit in the queue meanwhile are dropped
 * and counted.
 *
 * @param key the user as app/namespace/user, or the tenant, or that of the application, as app/namespace
 * @param window the one that is nearly or wholly used up
 * @param count messages counted in the window so far: those let through, and of a user those on which its tenant's
 *     block began
 * @param limit messages that the window has
 * @param at when it happened
 */
public record QuotaAlert(Kind kind, Scope scope, String key, Window window, long count, long limit, Instant at) {
    /** What happened. */
    public enum Kind {
        /** As much is used as was to be told. Once for each window. */
        ALERT,
        /** All is used and more came: nothing is let through for the time of the block. Once for each block. */
        BLOCKED
    }

    /** Whose limit it is. */
    public enum Scope {
        USER,
        TENANT,
        /** What the application itself sends over HTTP in the name of a tenant. */
        APPLICATION
    }

    /** The time that a limit is for. It begins with the first message, and the next one when it is over. */
    public enum Window {
        MINUTE(Duration.ofMinutes(1)),
        HOUR(Duration.ofHours(1));

        private final Duration length;

        Window(Duration length) {
            this.length = length;
        }

        public Duration length() {
            return length;
        }
    }
}
