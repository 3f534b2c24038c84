package io.signalbox.hub;

import io.signalbox.identity.UserKey;
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
import org.jspecify.annotations.Nullable;

/** An inbox that forgets everything when the process ends: for tests and for running without a database. */
public final class InMemoryInbox implements Inbox {
    private final Clock clock;
    private final Duration retention;
    private final int maxEntries;
    private final Map<UserKey, Box> boxes = new HashMap<>();

    public InMemoryInbox(Clock clock, Duration retention, int maxEntries) {
        this.clock = clock;
        this.retention = retention;
        this.maxEntries = maxEntries;
    }

    @Override
    public synchronized long append(UserKey user, Message message) {
        Box box = boxes.computeIfAbsent(user, key -> new Box());
        for (Map.Entry<Long, Waiting> entry : box.waiting.entrySet()) {
            Message present = entry.getValue().message();
            if (Objects.equals(present.messageId(), message.messageId())
                    && Objects.equals(present.sender(), message.sender())) {
                return entry.getKey();
            }
        }
        if (box.waiting.size() >= maxEntries) {
            throw new InboxFullException(user, maxEntries);
        }
        box.head++;
        box.waiting.put(box.head, new Waiting(message, clock.instant().plus(retention)));
        return box.head;
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
