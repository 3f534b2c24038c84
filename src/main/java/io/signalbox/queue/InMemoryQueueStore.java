package io.signalbox.queue;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Queues that are forgotten when the process ends: for tests and for running without a database. */
public final class InMemoryQueueStore implements QueueStore {
    private final QueueSettings settings;
    private final Clock clock;
    private final Map<String, Line> lines = new HashMap<>();

    public InMemoryQueueStore(QueueSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public synchronized long add(String queue, String body, Instant expiresAt) {
        Instant now = clock.instant();
        Line line = lines.get(queue);
        if (line == null) {
            if (lines.size() >= settings.maxQueues()) {
                throw new QueueFullException("there are " + settings.maxQueues() + " queues already");
            }
            line = new Line();
            lines.put(queue, line);
        }
        int bytes = body.getBytes(StandardCharsets.UTF_8).length;
        if (!line.fits(bytes, settings)) {
            line.expire(now);
        }
        if (!line.fits(bytes, settings)) {
            throw new QueueFullException(
                    "queue '" + queue + "' is full: " + line.entries.size() + " entries, " + line.bytes + " bytes");
        }
        return line.add(body, bytes, now, expiresAt);
    }

    @Override
    public synchronized List<QueueEntry> take(String queue, int max) {
        Line line = lines.get(queue);
        if (line == null) {
            return List.of();
        }
        line.expire(clock.instant());
        List<QueueEntry> taken = new ArrayList<>();
        while (taken.size() < max && !line.entries.isEmpty()) {
            taken.add(line.removeFirst());
        }
        return taken;
    }

    @Override
    public synchronized List<QueueEntry> peek(String queue, int max) {
        Instant now = clock.instant();
        Line line = lines.get(queue);
        return line == null
                ? List.of()
                : line.entries.stream()
                        .map(Sized::entry)
                        .filter(entry -> entry.expiresAt().isAfter(now))
                        .limit(max)
                        .toList();
    }

    @Override
    public synchronized long length(String queue) {
        return peek(queue, Integer.MAX_VALUE).size();
    }

    @Override
    public synchronized int clear(String queue) {
        Line line = lines.remove(queue);
        return line == null ? 0 : line.entries.size();
    }

    @Override
    public synchronized int expire() {
        Instant now = clock.instant();
        int removed = lines.values().stream().mapToInt(line -> line.expire(now)).sum();
        lines.values().removeIf(line -> line.entries.isEmpty());
        return removed;
    }

    private record Sized(QueueEntry entry, int bytes) {}

    private static final class Line {
        private final ArrayDeque<Sized> entries = new ArrayDeque<>();
        private long bytes;
        private long lastSeq;

        boolean fits(int more, QueueSettings settings) {
            return entries.size() < settings.maxEntries() && bytes + more <= settings.maxBytes();
        }

        long add(String body, int size, Instant now, Instant expiresAt) {
            lastSeq++;
            bytes += size;
            entries.add(new Sized(new QueueEntry(lastSeq, body, now, expiresAt), size));
            return lastSeq;
        }

        QueueEntry removeFirst() {
            Sized first = entries.remove();
            bytes -= first.bytes();
            return first.entry();
        }

        int expire(Instant now) {
            int before = entries.size();
            for (Iterator<Sized> each = entries.iterator(); each.hasNext(); ) {
                Sized next = each.next();
                if (!next.entry().expiresAt().isAfter(now)) {
                    bytes -= next.bytes();
                    each.remove();
                }
            }
            return before - entries.size();
        }
    }
}
