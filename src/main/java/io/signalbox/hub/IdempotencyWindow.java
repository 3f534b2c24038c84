package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import java.time.Clock;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes a publish that is repeated with the same {@code idempotency_key} by the same user one message (contract M30),
 * for as long as the window and on this node. Whoever publishes claims the key first; the one who gets it delivers and
 * says how that ended, and everybody else is told what became of the first.
 *
 * <p>Bounded: the oldest keys are forgotten when there are too many. Safe from any thread; no lock is held between the
 * claim and its end.
 */
final class IdempotencyWindow {
    private static final int STRIPES = 16;

    private final Clock clock;
    private final long windowMillis;
    private final int entriesPerStripe;
    private final Stripe[] stripes = new Stripe[STRIPES];

    IdempotencyWindow(IdempotencySettings settings, Clock clock) {
        this.clock = clock;
        this.windowMillis = settings.window().toMillis();
        this.entriesPerStripe = Math.max(1, settings.entries() / STRIPES);
        for (int i = 0; i < STRIPES; i++) {
            stripes[i] = new Stripe();
        }
    }

    /** What became of the publish that came first. */
    sealed interface Outcome {
        /** It is being delivered; the answer is not known yet. */
        record InFlight() implements Outcome {}

        /** It was delivered, and stored nowhere. */
        record Accepted(String messageId) implements Outcome {}

        /** It was stored. */
        record Stored(String messageId) implements Outcome {}
    }

    /**
     * Claims a key.
     *
     * @return a claim without an {@link Claim#earlier} for the first, who must end it with exactly one of its methods;
     *     for every other one that has the outcome so far
     */
    Claim claim(UserKey user, String key) {
        Key full = new Key(user, key);
        Stripe stripe = stripes[Math.floorMod(full.hashCode(), STRIPES)];
        return windowMillis == 0 ? new Claim(stripe, full, new Entry(0), null) : stripe.claim(full, clock.millis());
    }

    /** Keys remembered now, some of which may be past their time. */
    int size() {
        int size = 0;
        for (Stripe stripe : stripes) {
            size += stripe.size();
        }
        return size;
    }

    private record Key(UserKey user, String key) {}

    /** Guarded by its stripe. */
    private static final class Entry {
        private final long until;
        private Outcome outcome = new Outcome.InFlight();

        Entry(long until) {
            this.until = until;
        }
    }

    /** One publish's part in a key. */
    static final class Claim {
        private final Stripe stripe;
        private final Key key;
        private final Entry entry;
        private final @Nullable Outcome earlier;

        private Claim(Stripe stripe, Key key, Entry entry, @Nullable Outcome earlier) {
            this.stripe = stripe;
            this.key = key;
            this.entry = entry;
            this.earlier = earlier;
        }

        /** What became of the first publish, as far as known at the claim; null: this is the first. */
        @Nullable
        Outcome earlier() {
            return earlier;
        }

        /** The first was delivered, and stored nowhere. */
        void accepted(String messageId) {
            end(new Outcome.Accepted(messageId));
        }

        /** The first was stored. */
        void stored(String messageId) {
            end(new Outcome.Stored(messageId));
        }

        /** The first failed: the next publish with the key is a first again. */
        void failed() {
            refuseUnlessFirst();
            stripe.forget(key, entry);
        }

        private void end(Outcome outcome) {
            refuseUnlessFirst();
            stripe.end(entry, outcome);
        }

        private void refuseUnlessFirst() {
            if (earlier != null) {
                throw new IllegalStateException("only the first publish of a key ends its claim");
            }
        }
    }

    /** Keys in the order of their time, so that the oldest are first. */
    private final class Stripe {
        private final Map<Key, Entry> entries = new LinkedHashMap<>();
        private long now;

        synchronized Claim claim(Key key, long time) {
            // The clock of a machine may be set back; the order of the entries must not be.
            now = Math.max(now, time);
            forgetExpired();
            Entry known = entries.get(key);
            if (known != null) {
                return new Claim(this, key, known, known.outcome);
            }
            if (entries.size() >= entriesPerStripe) {
                Iterator<Entry> oldest = entries.values().iterator();
                oldest.next();
                oldest.remove();
            }
            Entry entry = new Entry(now + windowMillis);
            entries.put(key, entry);
            return new Claim(this, key, entry, null);
        }

        synchronized void end(Entry entry, Outcome outcome) {
            entry.outcome = outcome;
        }

        /** Only the claim's own entry: after its time the key may be somebody else's. */
        synchronized void forget(Key key, Entry entry) {
            entries.remove(key, entry);
        }

        synchronized int size() {
            return entries.size();
        }

        private void forgetExpired() {
            Iterator<Entry> oldest = entries.values().iterator();
            while (oldest.hasNext() && oldest.next().until <= now) {
                oldest.remove();
            }
        }
    }
}
