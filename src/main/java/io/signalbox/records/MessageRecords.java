package io.signalbox.records;

import io.signalbox.hub.MessageStatus;
import io.signalbox.identity.Tenant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of messages: {@code @Inject MessageRecords records}. There are none unless {@code
 * signalbox.records.messages} says so. A record is here some hundred milliseconds after what it tells of. Safe from any
 * thread; every method may block on the database and throws {@link RecordsUnavailableException} when that does not answer.
 */
public final class MessageRecords {
    /** Most records of one page. */
    public static final int MAX_PAGE = 1000;

    private final MessageRecordStore store;

    public MessageRecords(MessageRecordStore store) {
        this.store = store;
    }

    /** The newest of those that match, at most {@link #MAX_PAGE}; the oldest when the query says so. */
    public List<MessageRecord> find(MessageRecordQuery query) {
        return store.read(query, null, MAX_PAGE);
    }

    /**
     * Those that match, page by page. Those that come meanwhile may be missed, none is met twice.
     *
     * @param after {@link MessageRecordPage#next} of the page before, null for the first
     * @param limit 1 to {@link #MAX_PAGE}
     * @throws IllegalArgumentException when the limit is out of its range or {@code after} is none of ours
     */
    public MessageRecordPage page(MessageRecordQuery query, @Nullable String after, int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit " + limit + " is not in 1.." + MAX_PAGE);
        }
        MessageRecordStore.Place behind = after == null ? null : MessageRecordStore.Place.decode(after);
        List<MessageRecord> found = store.read(query, behind, limit + 1);
        if (found.size() <= limit) {
            return new MessageRecordPage(found, null);
        }
        List<MessageRecord> page = found.subList(0, limit);
        return new MessageRecordPage(
                page, MessageRecordStore.Place.of(page.get(limit - 1)).encode());
    }

    /** How many there are of each status, none left out. @param tenant of the receivers; null: of all */
    public Map<MessageStatus, Long> statistics(@Nullable Tenant tenant) {
        Map<MessageStatus, Long> all = new EnumMap<>(MessageStatus.class);
        for (MessageStatus status : MessageStatus.values()) {
            all.put(status, 0L);
        }
        all.putAll(store.count(tenant));
        return all;
    }
}
