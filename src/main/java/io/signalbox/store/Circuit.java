package io.signalbox.store;

import io.signalbox.hub.InboxUnavailableException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the database. While it is known not to work, nobody waits for it to find that out again: what would
 * be written is refused at once, and only a probe asks. Safe from any thread; never blocks.
 */
final class Circuit {
    private static final System.Logger LOG = System.getLogger(Circuit.class.getName());

    private final Clock clock;
    private volatile @Nullable Trouble trouble;

    Circuit(Clock clock) {
        this.clock = clock;
    }

    /** It took what was written. */
    void works() {
        Trouble before;
        synchronized (this) {
            before = trouble;
            trouble = null;
        }
        if (before != null) {
            LOG.log(
                    System.Logger.Level.INFO,
                    "the database takes messages again, after {0}",
                    Duration.between(before.since(), clock.instant()));
        }
    }

    /** It failed. @param hung it did not even answer: then reading is no use either */
    void fails(String why, boolean hung) {
        boolean first;
        synchronized (this) {
            Trouble before = trouble;
            first = before == null;
            trouble = new Trouble(before == null ? clock.instant() : before.since(), why, hung);
        }
        if (first) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "the database takes no messages, what is to be stored is refused until it does: {0}",
                    why);
        }
    }

    /** Why nothing is written at present, null when it is. */
    @Nullable
    String refusal() {
        Trouble now = trouble;
        return now == null ? null : "database: no answer since " + now.since() + ": " + now.why();
    }

    /** @throws InboxUnavailableException when the database does not answer at all */
    void checkAnswers() {
        Trouble now = trouble;
        if (now != null && now.hung()) {
            throw new InboxUnavailableException("database: no answer since " + now.since() + ": " + now.why());
        }
    }

    private record Trouble(Instant since, String why, boolean hung) {}
}
