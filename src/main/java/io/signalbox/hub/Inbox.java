package io.signalbox.hub;

import io.signalbox.identity.ResumePoint;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.EncodedMessage;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/**
 * What waits for users: for each user a sequence of entries, numbered from 1 without gaps as they are appended. Every
 * method but {@link #appendAll} and {@link #trouble} may block on a database, so never call them on an event loop, and
 * throws {@link InboxUnavailableException} when the store does not answer in time; then nothing happened, or it is not
 * known whether it did.
 */
public interface Inbox {
    /**
     * Appends a message to the inboxes of users, all of them or none, but for those that are full. Never blocks. Calls
     * for one inbox that come one after the other get positions in that order. The same message id from the same sender
     * that is still waiting, and whose time has not run out, keeps its entry. An entry's time runs out with the retention
     * of the inbox or when the message is worth nothing any more ({@link Message#end}), whichever is earlier.
     *
     * @param users each once
     * @param message stamped: with id and sender
     * @param encoded the same message
     * @return completes after the commit with one result for each user, in their order, or with {@link
     *     InboxUnavailableException}. On a thread that others wait for: what follows must not block, and is to go
     *     elsewhere when it may
     */
    CompletableFuture<List<Appended>> appendAll(List<UserKey> users, Message message, EncodedMessage encoded);

    /**
     * Appends to one inbox and waits until that is committed.
     *
     * @return its position
     * @throws InboxFullException when the user has as many entries waiting as are allowed
     */
    default long append(UserKey user, Message message) {
        Appended appended = Stages.await(appendAll(List.of(user), message, JsonCodec.encode(message)))
                .get(0);
        if (appended.isFull()) {
            throw new InboxFullException(user);
        }
        return appended.seq();
    }

    /** When the time of an entry runs out that is made now. */
    static Instant expiry(Message message, Instant now, Duration retention) {
        Instant kept = now.plus(retention);
        Instant created = message.createAt();
        Instant end = message.end(created == null ? now : created);
        return end == null || end.isAfter(kept) ? kept : end;
    }

    /** Why nothing is appended at present, empty when nothing is known to be wrong. Never blocks. */
    default Optional<String> trouble() {
        return Optional.empty();
    }

    /** Entries behind {@code after}, in order, at most {@code limit}, without those whose time ran out. */
    Page read(UserKey user, long after, int limit);

    /**
     * A device acknowledges entries of its user. They leave the inbox as {@link CursorSettings} says; what another
     * single device is addressed by stays, and so does everything when the epoch is another one.
     */
    Acknowledged acknowledge(UserKey user, DeviceAcks acks);

    /** Where a device goes on that came so far. Changes nothing. */
    Resumed resume(UserKey user, String clientId, ResumePoint point);

    /** Whether a device that says nothing of itself goes on behind what it acknowledged, and is remembered for that. */
    boolean remembersDevices();

    /** Removes entries that need no acknowledgement, after they were written to the user. */
    void remove(UserKey user, List<Long> seqs);

    /** Removes entries whose time ran out. @return how many */
    int expire();

    /**
     * Some entries and where the inbox stood when they were read.
     *
     * @param head highest position given out so far, 0 for none
     * @param epoch which life of the inbox this is: another one means that positions count anew, and those of the one
     *     before say nothing. Empty for an inbox that nobody wrote to yet
     * @param lost highest position that left without being acknowledged, because its time ran out or it made room; 0
     *     for none
     */
    record Page(List<Entry> entries, long head, String epoch, long lost) {
        /** Of an inbox that nobody wrote to. */
        public static final Page NEVER_USED = new Page(List.of(), 0, "", 0);

        public Page {
            entries = List.copyOf(entries);
        }
    }

    /**
     * What acknowledgements did.
     *
     * @param messages those that no device had acknowledged before
     * @param ignored how many named an entry that does not wait for that device
     */
    record Acknowledged(List<Message> messages, int ignored) {
        public static final Acknowledged NOTHING = new Acknowledged(List.of(), 0);

        public Acknowledged {
            messages = List.copyOf(messages);
        }
    }

    /** One waiting message at its position. */
    record Entry(long seq, Message message) {}
}
