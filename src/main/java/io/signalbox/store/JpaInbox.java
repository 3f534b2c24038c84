package io.signalbox.store;

import io.signalbox.hub.Appended;
import io.signalbox.hub.DeviceAcks;
import io.signalbox.hub.HubSettings;
import io.signalbox.hub.Inbox;
import io.signalbox.hub.InboxUnavailableException;
import io.signalbox.hub.Resumed;
import io.signalbox.identity.ResumePoint;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.LabelledCount;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeScheduler;
import io.signalbox.protocol.EncodedMessage;
import io.signalbox.protocol.Message;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/** The inbox in the database. Everything that goes wrong below it comes out as {@link InboxUnavailableException}. */
public final class JpaInbox implements Inbox {
    /** How often it is looked whether something waits too long; small against the shortest timeout. */
    private static final Duration WATCH = Duration.ofMillis(50);

    private final InboxTables tables;
    private final InboxCursors cursors;
    private final InboxRetention retention;
    private final Circuit circuit;
    private final GroupCommit commits;
    private final StoreSettings settings;
    private final boolean allDevices;
    private final Duration keepFor;
    private final Clock clock;
    private final Metrics metrics;
    private final AtomicBoolean started = new AtomicBoolean();

    /** @param workers threads that may block */
    public JpaInbox(
            Transactions transactions,
            HubSettings hub,
            StoreSettings settings,
            Executor workers,
            Metrics metrics,
            Clock clock) {
        this.tables = new InboxTables(transactions, clock);
        this.cursors = new InboxCursors(transactions, hub.cursors(), clock);
        this.retention = new InboxRetention(transactions, clock);
        this.circuit = new Circuit(clock);
        this.settings = settings;
        this.allDevices = hub.cursors().allDevices();
        this.keepFor = hub.inboxRetention();
        this.clock = clock;
        this.metrics = metrics;
        InboxWriter writer = new InboxWriter(transactions, clock, hub.inboxMessages(), settings.whenFull());
        this.commits = new GroupCommit(new Counted(writer), circuit, workers, settings, clock);
        metrics.gauge("signalbox_inbox_queue", "inbox entries that wait for their transaction", commits::queued);
        metrics.gauge(
                "signalbox_inbox_available",
                "1 while messages are stored, 0 while the database is known not to take any",
                () -> circuit.refusal() == null ? 1 : 0);
    }

    /** Begins to look after appends that wait too long. Idempotent. */
    public void start(NodeScheduler scheduler) {
        if (!started.compareAndSet(false, true)) {
            return;
        }
        scheduler.every(WATCH, commits::watch);
    }

    /** Entries that wait for their transaction. */
    int queued() {
        return commits.queued();
    }

    @Override
    public CompletableFuture<List<Appended>> appendAll(List<UserKey> users, Message message, EncodedMessage encoded) {
        String messageId = message.messageId();
        String sender = message.sender();
        return commits.submit(
                users,
                messageId == null ? "" : messageId,
                sender == null ? "" : sender,
                encoded.live(),
                Inbox.expiry(message, clock.instant(), keepFor));
    }

    @Override
    public Optional<String> trouble() {
        return Optional.ofNullable(circuit.refusal());
    }

    @Override
    public Page read(UserKey user, long after, int limit) {
        return answered("read", () -> tables.read(user, after, limit));
    }

    @Override
    public Acknowledged acknowledge(UserKey user, DeviceAcks acks) {
        return answered("acknowledge", () -> cursors.acknowledge(user, acks));
    }

    @Override
    public Resumed resume(UserKey user, String clientId, ResumePoint point) {
        return answered("resume", () -> cursors.resume(user, clientId, point));
    }

    @Override
    public boolean remembersDevices() {
        return allDevices;
    }

    @Override
    public void remove(UserKey user, List<Long> seqs) {
        answered("remove", () -> {
            tables.remove(user, seqs);
            return true;
        });
    }

    @Override
    public int expire() {
        answered("forget devices", () -> {
            cursors.forget();
            return true;
        });
        return answered("expire", () -> retention.expire(removed -> metrics.count(Count.MESSAGES_EXPIRED, removed)));
    }

    private <T> T answered(String what, Supplier<T> action) {
        circuit.checkAnswers();
        try {
            return action.get();
        } catch (RuntimeException e) {
            throw new InboxUnavailableException("database: " + what + " failed: " + Failures.rootMessage(e), e);
        }
    }

    /** The tables, with what is counted about them. */
    private final class Counted implements GroupCommit.Target {
        private final InboxWriter writer;

        Counted(InboxWriter writer) {
            this.writer = writer;
        }

        @Override
        public List<List<Appended>> write(List<PendingAppend> appends) {
            InboxWriter.Written written = writer.write(appends);
            metrics.count(Count.INBOX_TRANSACTIONS);
            if (written.expired() > 0) {
                metrics.count(Count.MESSAGES_EXPIRED, written.expired());
            }
            long over = written.dropped();
            for (List<Appended> results : written.results()) {
                over += results.stream().filter(Appended::isFull).count();
            }
            for (long i = 0; i < over; i++) {
                metrics.count(LabelledCount.INBOX_FULL, settings.whenFull());
            }
            return written.results();
        }

        @Override
        public void probe() {
            writer.probe();
        }
    }
}
