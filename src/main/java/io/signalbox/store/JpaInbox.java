package io.signalbox.store;

import io.signalbox.hub.Inbox;
import io.signalbox.hub.InboxFullException;
import io.signalbox.hub.InboxUnavailableException;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.Message;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The inbox in the database. Everything that goes wrong below it comes out as {@link InboxUnavailableException}. */
@ApplicationScoped
public class JpaInbox implements Inbox {
    private final InboxTables tables;
    private final Metrics metrics;

    @Inject
    JpaInbox(InboxTables tables, Metrics metrics) {
        this.tables = tables;
        this.metrics = metrics;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected JpaInbox() {
        this(null, null);
    }

    @Override
    public long append(UserKey user, Message message) {
        return answered(
                "append",
                () -> tables.append(user, message).orElseGet(() -> {
                    create(user);
                    return tables.append(user, message)
                            .orElseThrow(() -> new IllegalStateException("inbox vanished: user=" + user));
                }));
    }

    @Override
    public Page read(UserKey user, long after, int limit) {
        return answered("read", () -> tables.read(user, after, limit));
    }

    @Override
    public Optional<Message> acknowledge(UserKey user, long seq, @Nullable String messageId) {
        return answered("acknowledge", () -> tables.acknowledge(user, seq, messageId));
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
        return answered("expire", () -> {
            int removed = 0;
            for (Long inbox : tables.withExpired()) {
                removed += tables.expire(inbox);
            }
            metrics.count(Count.MESSAGES_EXPIRED, removed);
            return removed;
        });
    }

    private void create(UserKey user) {
        try {
            tables.create(user);
        } catch (RuntimeException e) {
            // Another node or thread made it first, or the database is in trouble: the append that follows tells.
            System.getLogger(JpaInbox.class.getName())
                    .log(System.Logger.Level.DEBUG, "inbox not created: user={0}: {1}", user, e.getMessage());
        }
    }

    private static <T> T answered(String what, Supplier<T> action) {
        try {
            return action.get();
        } catch (InboxFullException e) {
            throw e;
        } catch (RuntimeException e) {
            InboxFullException full = fullIn(e);
            if (full != null) {
                throw full;
            }
            throw new InboxUnavailableException("database: " + what + " failed: " + rootMessage(e), e);
        }
    }

    private static @Nullable InboxFullException fullIn(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof InboxFullException full) {
                return full;
            }
        }
        return null;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
