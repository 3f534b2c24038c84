package io.signalbox.records;

import io.signalbox.hub.MessageStatus;
import io.signalbox.identity.Tenant;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where records of messages are kept. May block, and throws {@link RecordsUnavailableException} when it does not answer;
 * safe from any thread, and on several nodes at once.
 */
public interface MessageRecordStore extends WriteBehind.Target<MessageChange> {
    /** Makes what is not there, and changes what is as {@link MessageRecord#with} says; again, nothing changes. */
    @Override
    void write(List<MessageChange> changes);

    /**
     * Records in the order of the query, by when they were sent and then by id.
     *
     * @param behind only those that come after this place; null: from the first
     */
    List<MessageRecord> read(MessageRecordQuery query, @Nullable Place behind, int limit);

    /** How many there are of each status. @param tenant null: of all */
    Map<MessageStatus, Long> count(@Nullable Tenant tenant);

    /**
     * Marks some of what has waited too long, as {@link MessageRecord#ifOverdue} says. Of several nodes that do it at once
     * one marks each.
     *
     * @return how many this call marked; null when nothing was found to be overdue
     */
    @Nullable
    Integer endOverdue(Instant now, Instant unacknowledgedSince);

    /** Removes some of those that were created before. @return how many; 0 when nothing is left */
    int removeCreatedBefore(Instant end);

    /** Where a record stands in the order of pages. */
    record Place(Instant createdAt, String id) {
        static Place of(MessageRecord message) {
            return new Place(message.createdAt(), message.id());
        }

        String encode() {
            return createdAt.toEpochMilli() + "-" + id;
        }

        /** @throws IllegalArgumentException when it is none of ours */
        static Place decode(String encoded) {
            int dash = encoded.indexOf('-', 1);
            try {
                if (dash > 0) {
                    return new Place(
                            Instant.ofEpochMilli(Long.parseLong(encoded.substring(0, dash))),
                            encoded.substring(dash + 1));
                }
            } catch (NumberFormatException e) {
                throw new IllegalArgumentException("'after' is not from a page before", e);
            }
            throw new IllegalArgumentException("'after' is not from a page before");
        }
    }
}
