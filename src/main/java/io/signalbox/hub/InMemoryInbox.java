package io.signalbox.hub;

import io.signalbox.identity.ResumePoint;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.EncodedMessage;
import io.signalbox.protocol.Message;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** An inbox that forgets everything when the process ends: for tests and for running without a database. */
public final class InMemoryInbox implements Inbox {
    private final Clock clock;
    private final Duration retention;
    private final int maxEntries;
    private final WhenFull whenFull;
    private final CursorSettings devices;
    private final Map<UserKey, Box> boxes = new HashMap<>();

    /** One that refuses what is too much. */
    public InMemoryInbox(Clock clock, Duration retention, int maxEntries) {
        this(clock, retention, maxEntries, WhenFull.REFUSE, CursorSettings.DEFAULT);
    }

    public InMemoryInbox(Clock clock, Duration retention, int maxEntries, WhenFull whenFull, CursorSettings devices) {
        this.whenFull = whenFull;
        this.devices = devices;
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
            if (entry.getValue().expires().isAfter(now)
                    && Objects.equals(present.messageId(), message.messageId())
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
        box.waiting.put(box.head, new Waiting(message, Inbox.expiry(message, now, retention)));
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
    public synchronized Acknowledged acknowledge(UserKey user, DeviceAcks acks) {
        Box box = boxes.get(user);
        boolean other = box == null || (acks.epoch() != null && !acks.epoch().equals(box.epoch));
        if (box == null || other) {
            return new Acknowledged(
                    List.of(), acks.seqs().size() + acks.messageIds().size());
        }
        KnownDevices known = new KnownDevices(devices, box.cursors, clock.instant());
        List<Message> first = new ArrayList<>();
        DeviceCursor cursor = known.seen(acks.clientId());
        long upTo = Math.min(acks.upTo(), box.head);
        Map<Long, Waiting> behind = box.waiting.tailMap(cursor.seq(), false);
        for (long seq :
                behind.keySet().stream().takeWhile(position -> position <= upTo).toList()) {
            box.acknowledge(known, acks.clientId(), seq, first);
        }
        cursor.upTo(upTo);
        int ignored = 0;
        for (long seq : acks.seqs()) {
            ignored += box.acknowledge(known, acks.clientId(), seq, first) ? 0 : 1;
        }
        for (String messageId : acks.messageIds()) {
            ignored += box.acknowledge(known, acks.clientId(), box.oldest(messageId), first) ? 0 : 1;
        }
        box.settle(acks.clientId(), cursor);
        known.forget();
        return new Acknowledged(first, ignored);
    }

    @Override
    public synchronized Resumed resume(UserKey user, String clientId, ResumePoint point) {
        Box box = boxes.get(user);
        if (box == null) {
            return Resumed.at(point, "", 0, 0);
        }
        DeviceCursor cursor = remembersDevices() ? box.cursors.get(clientId) : null;
        Resumed resumed = Resumed.at(point, box.epoch, box.head, cursor == null ? 0 : cursor.seq());
        Instant now = clock.instant();
        long lost = resumed.after() == 0 && point.equals(ResumePoint.START) ? 0 : box.lost;
        long waiting = 0;
        for (Map.Entry<Long, Waiting> entry :
                box.waiting.tailMap(resumed.after(), false).entrySet()) {
            if (entry.getValue().expires().isAfter(now)) {
                waiting++;
            } else if (!point.equals(ResumePoint.START)) {
                lost = Math.max(lost, entry.getKey());
            }
        }
        return resumed.waiting(waiting).lost(lost);
    }

    @Override
    public boolean remembersDevices() {
        return devices.allDevices();
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
        private final Map<String, DeviceCursor> cursors = new HashMap<>();
        private final String epoch = UUID.randomUUID().toString();
        private long head;
        /** Highest position that went without an acknowledgement. */
        private long lost;

        /** @return false when it does not wait for that device */
        boolean acknowledge(KnownDevices known, String clientId, long seq, List<Message> first) {
            Waiting entry = waiting.get(seq);
            if (entry == null) {
                return false;
            }
            KnownDevices.Verdict verdict =
                    known.acknowledge(clientId, seq, entry.message().receiverClient());
            if (verdict.goes()) {
                waiting.remove(seq);
            }
            if (verdict.first()) {
                first.add(entry.message());
            }
            return verdict != KnownDevices.Verdict.FOREIGN;
        }

        /** @return 0 when there is none */
        long oldest(String messageId) {
            for (Map.Entry<Long, Waiting> entry : waiting.entrySet()) {
                if (messageId.equals(entry.getValue().message().messageId())) {
                    return entry.getKey();
                }
            }
            return 0;
        }

        /** The cursor rises to the first entry that the device still has to acknowledge. */
        void settle(String clientId, DeviceCursor cursor) {
            for (Map.Entry<Long, Waiting> entry :
                    waiting.tailMap(cursor.seq(), false).entrySet()) {
                String only = entry.getValue().message().receiverClient();
                if (entry.getKey() > cursor.highest()) {
                    break;
                }
                if (!cursor.covers(entry.getKey()) && (only == null || only.equals(clientId))) {
                    cursor.upTo(entry.getKey() - 1);
                    return;
                }
            }
            cursor.upTo(cursor.highest());
        }

        void expire(Instant now) {
            waiting.entrySet().removeIf(entry -> {
                boolean over = !entry.getValue().expires().isAfter(now);
                lost = over ? Math.max(lost, entry.getKey()) : lost;
                return over;
            });
        }
    }
}
