package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.protocol.EncodedMessage;
import io.signalbox.protocol.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/** An inbox that forgets everything when the process ends: for tests and for running without a database. */
public final class InMemoryInbox implements Inbox {
    private final Clock clock;
    private final Duration retention;
    private final int maxEntries;
    private final WhenFull whenFull;
    private final Map<UserKey, Box> boxes = new HashMap<>();

    /** One that refuses what is too much. */
    public InMemoryInbox(Clock clock, Duration retention, int maxEntries) {
        this(clock, retention, maxEntries, WhenFull.REFUSE);
    }

    public InMemoryInbox(Clock clock, Duration retention, int maxEntries, WhenFull whenFull) {
        this.whenFull = whenFull;
        this.clock = clock;
        this.retention = retention;
        this.maxEntries = maxEntries;
    }

    @Override
    public synchronized CompletableFuture<List<Appended>> appendAll(
            List<UserKey> users, Message message, EncodedMessage encoded) {
        return CompletableFuture.completedFuture(users.stream()
                .map(user -> append(user, message, clock.instant()))
                .toList());
    }

    private Appended append(UserKey user, Message message, Instant now) {
        Box box = boxes.computeIfAbsent(user, key -> new Box());
        for (Map.Entry<Long, Waiting> entry : box.waiting.entrySet()) {
            Message present = entry.getValue().message();
            if (Objects.equals(present.messageId(), message.messageId())
                    && Objects.equals(present.sender(), message.sender())) {
                return new Appended(user, entry.getKey(), false);
            }
        }
        if (box.waiting.size() >= maxEntries) {
            if (whenFull == WhenFull.REFUSE) {
                return Appended.full(user);
            }
            box.lost = Math.max(box.lost, box.waiting.pollFirstEntry().getKey());
        }
        box.head++;
        box.waiting.put(box.head, new Waiting(message, now.plus(retention)));
        return new Appended(user, box.head, true);
    }

    @Override
    public synchronized Page read(UserKey user, long after, int limit) {
        Box box = boxes.get(user);
        if (box == null) {
            return Page.NEVER_USED;
        }
        Instant now = clock.instant();
        List<Entry> entries = new ArrayList<>();
        for (Map.Entry<Long, Waiting> entry : box.waiting.tailMap(after, false).entrySet()) {
            if (entries.size() == limit) {
                break;
            }
            if (entry.getValue().expires().isAfter(now)) {
                entries.add(new Entry(entry.getKey(), entry.getValue().message()));
            }
        }
        return new Page(entries, box.head, box.epoch, box.lost);
    }

    @Override
    public synchronized Optional<Message> acknowledge(UserKey user, long seq, @Nullable String messageId) {
        Box box = boxes.get(user);
        if (box == null) {
            return Optional.empty();
        }
        if (seq != 0) {
            return Optional.ofNullable(box.waiting.remove(seq)).map(Waiting::message);
        }
        for (Iterator<Waiting> waiting = box.waiting.values().iterator(); waiting.hasNext(); ) {
            Message message = waiting.next().message();
            if (messageId != null && messageId.equals(message.messageId())) {
                waiting.remove();
                return Optional.of(message);
            }
        }
        return Optional.empty();
    }

    @Override
    public synchronized void remove(UserKey user, List<Long> seqs) {
        Box box = boxes.get(user);
        if (box != null) {
            seqs.forEach(box.waiting::remove);
        }
    }

    @Override
    public synchronized int expire() {
        Instant now = clock.instant();
        int before = size();
        boxes.values().forEach(box -> box.expire(now));
        return before - size();
    }

    private int size() {
        return boxes.values().stream().mapToInt(box -> box.waiting.size()).sum();
    }

    private record Waiting(Message message, Instant expires) {}

    private static final class Box {
        private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
        private final String epoch = UUID.randomUUID().toString();
        private long head;
        private long lost;

        void expire(Instant now) {
            waiting.entrySet().removeIf(entry -> {
                boolean over = !entry.getValue().expires().isAfter(now);
                lost = over ? Math.max(lost, entry.getKey()) : lost;
                return over;
            });
        }
    }
}
