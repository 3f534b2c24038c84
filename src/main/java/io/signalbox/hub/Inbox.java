package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.protocol.Message;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What waits for users: for each user a sequence of entries, numbered from 1 without gaps as they are appended. Calls
 * may block on a database, so never from an event loop. Every method throws {@link InboxUnavailableException} when the
 * store does not answer in time; then nothing happened, or it is not known whether it did.
 */
public interface Inbox {
    /**
     * Appends an entry. Committed when this returns. The same message id from the same sender that is still waiting
     * keeps its entry: appending it again returns the position it has.
     *
     * @return its position
     * @throws InboxFullException when the user has as many entries waiting as are allowed
     */
    long append(UserKey user, Message message);

    /** Entries behind {@code after}, in order, at most {@code limit}, without those whose time ran out. */
    Page read(UserKey user, long after, int limit);

    /**
     * Removes the entry that a device of the user acknowledges: the one at {@code seq}, or with seq 0 the oldest with
     * that message id.
     *
     * @return the removed message, empty when the user has no such entry
     */
    Optional<Message> acknowledge(UserKey user, long seq, @Nullable String messageId);

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

    /** One waiting message at its position. */
    record Entry(long seq, Message message) {}
}
