package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeScheduler;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.session.ClientSession;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.BiConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledgements of devices on their way to the inbox. Those that come while one transaction of their inbox is under
 * way are gathered and go together with the next, so a device that acknowledges 5,000 messages one by one costs a handful
 * of transactions. When the store does not answer they wait and are tried again. Bounded: at most {@link #MOST} wait for
 * one inbox. Safe from any thread; never waits.
 */
final class Acknowledgements {
    /** Most single acknowledgements that wait for one inbox. */
    static final int MOST = 10_000;

    private static final System.Logger LOG = System.getLogger(Acknowledgements.class.getName());
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final Inbox inbox;
    private final BiConsumer<Object, Runnable> strand;
    private final BiConsumer<UserKey, Message> delivered;
    private final NodeScheduler scheduler;
    private final Metrics metrics;
    /** Present while a run of that inbox is under way or due. */
    private final ConcurrentMap<UserKey, Waiting> waiting = new ConcurrentHashMap<>();

    /**
     * @param strand runs a task, where it may block, behind those with the same key
     * @param delivered told, on a strand, of each message that a device acknowledged first
     */
    Acknowledgements(
            Inbox inbox,
            BiConsumer<Object, Runnable> strand,
            BiConsumer<UserKey, Message> delivered,
            NodeScheduler scheduler,
            Metrics metrics) {
        this.inbox = inbox;
        this.strand = strand;
        this.delivered = delivered;
        this.scheduler = scheduler;
        this.metrics = metrics;
    }

    /**
     * A client acknowledges: with a message id the entry at {@code seq}, or with that id; without one everything up to
     * {@code seq}.
     *
     * @throws ProtocolException when too many wait
     */
    void take(ClientSession session, Message ack) {
        UserKey user = session.identity().user();
        String messageId = ack.messageId();
        if (messageId == null && ack.seq() == 0) {
            metrics.count(Count.ACKS_IGNORED);
            return;
        }
        if (!add(user, session.identity().clientId(), ack.epoch(), new Ack(messageId, ack.seq()))) {
            throw new ProtocolException(
                    ErrorCode.BUSY, "too many acknowledgements wait; send it again later", messageId);
        }
    }

    /** A device says that it processed everything up to a position, from 0, and is there. */
    void processed(UserKey user, String clientId, @Nullable String epoch, long upTo) {
        add(user, clientId, epoch, new Ack(null, upTo));
    }

    /** Inboxes with acknowledgements on their way. */
    int inboxes() {
        return waiting.size();
    }

    private boolean add(UserKey user, String clientId, @Nullable String epoch, Ack ack) {
        boolean[] results = new boolean[2];
        waiting.compute(user, (key, present) -> {
            results[0] = present == null;
            Waiting now = present == null ? new Waiting() : present;
            results[1] = now.add(new Device(clientId, epoch), ack);
            return now;
        });
        if (results[0]) {
            strand.accept(user, () -> run(user));
        }
        return results[1];
    }

    private void run(UserKey user) {
        List<DeviceAcks> batch = next(user);
        boolean goesOn = !batch.isEmpty();
        try {
            goesOn &= store(user, batch);
        } finally {
            // Also after an Error: what waits behind it still goes. Not in a loop: others wait for this strand too.
            if (goesOn) {
                strand.accept(user, () -> run(user));
            }
        }
    }

    /** @return false when the store does not answer, and the rest is tried later */
    private boolean store(UserKey user, List<DeviceAcks> batch) {
        for (int done = 0; done < batch.size(); done++) {
            Inbox.Acknowledged result;
            try {
                result = inbox.acknowledge(user, batch.get(done));
            } catch (InboxUnavailableException e) {
                later(user, batch.subList(done, batch.size()), e);
                return false;
            } catch (RuntimeException e) {
                LOG.log(
                        System.Logger.Level.ERROR,
                        "acknowledgements dropped, their entries come again: user=" + user,
                        e);
                continue;
            }
            metrics.count(Count.MESSAGES_ACKNOWLEDGED, result.messages().size());
            metrics.count(Count.ACKS_IGNORED, result.ignored());
            tell(user, result.messages());
        }
        return true;
    }

    /** The entries are acknowledged; when their senders cannot be told that, they are not. */
    private void tell(UserKey user, List<Message> messages) {
        int untold = 0;
        RuntimeException cause = null;
        for (Message message : messages) {
            try {
                delivered.accept(user, message);
            } catch (RuntimeException e) {
                cause = e;
                untold++;
            }
        }
        if (cause != null) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "senders not told that their messages were delivered: user={0} messages={1}: {2}",
                    user,
                    untold,
                    cause.getMessage());
        }
    }

    /** Takes what waits; when that is nothing the next one that comes starts a run of its own. */
    private List<DeviceAcks> next(UserKey user) {
        List<DeviceAcks> batch = new ArrayList<>();
        waiting.computeIfPresent(user, (key, present) -> {
            if (present.isEmpty()) {
                return null;
            }
            batch.addAll(present.drain());
            return present;
        });
        return batch;
    }

    private void later(UserKey user, List<DeviceAcks> batch, InboxUnavailableException cause) {
        LOG.log(
                System.Logger.Level.WARNING,
                "acknowledgements not stored, trying again in {0}: user={1}: {2}",
                RETRY,
                user,
                cause.getMessage());
        waiting.computeIfPresent(user, (key, present) -> {
            batch.forEach(present::addAgain);
            return present;
        });
        scheduler.after(RETRY, () -> strand.accept(user, () -> run(user)));
    }

    /** @param messageId null: everything up to {@code seq} */
    private record Ack(@Nullable String messageId, long seq) {}

    private record Device(String clientId, @Nullable String epoch) {}

    /** What waits for one inbox; the map's lock of its user guards it. */
    private static final class Waiting {
        private final Map<Device, Gathered> devices = new LinkedHashMap<>();
        private int singles;

        boolean isEmpty() {
            return devices.isEmpty();
        }

        boolean add(Device device, Ack ack) {
            if (singles >= MOST || (devices.size() >= MOST && !devices.containsKey(device))) {
                return false;
            }
            Gathered gathered = devices.computeIfAbsent(device, key -> new Gathered());
            if (ack.messageId() == null) {
                gathered.upTo = Math.max(gathered.upTo, ack.seq());
            } else if (ack.seq() != 0 ? gathered.seqs.add(ack.seq()) : gathered.messageIds.add(ack.messageId())) {
                singles++;
            }
            return true;
        }

        void addAgain(DeviceAcks acks) {
            Gathered gathered =
                    devices.computeIfAbsent(new Device(acks.clientId(), acks.epoch()), key -> new Gathered());
            gathered.upTo = Math.max(gathered.upTo, acks.upTo());
            gathered.seqs.addAll(acks.seqs());
            gathered.messageIds.addAll(acks.messageIds());
            singles += acks.seqs().size() + acks.messageIds().size();
        }

        List<DeviceAcks> drain() {
            List<DeviceAcks> all = devices.entrySet().stream()
                    .map(entry -> entry.getValue().from(entry.getKey()))
                    .toList();
            devices.clear();
            singles = 0;
            return all;
        }
    }

    private static final class Gathered {
        private final Set<Long> seqs = new LinkedHashSet<>();
        private final Set<String> messageIds = new LinkedHashSet<>();
        private long upTo;

        DeviceAcks from(Device device) {
            return new DeviceAcks(device.clientId(), device.epoch(), upTo, List.copyOf(seqs), List.copyOf(messageIds));
        }
    }
}
