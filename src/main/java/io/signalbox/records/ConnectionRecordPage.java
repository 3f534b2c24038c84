package io.signalbox.records;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some of the records that were asked for, the newest connection first.
 *
 * @param next what to ask for the page after this one with; null: this is the last
 */
public record ConnectionRecordPage(
        List<ConnectionRecord> records, @Nullable ConnectionRecordCursor next) {
    public ConnectionRecordPage {
        records = List.copyOf(records);
    }

    /** @param found in order, one more than {@code limit} when there are more */
    public static ConnectionRecordPage of(List<ConnectionRecord> found, int limit) {
        if (found.size() <= limit) {
            return new ConnectionRecordPage(found, null);
        }
        return new ConnectionRecordPage(found.subList(0, limit), ConnectionRecordCursor.at(found.get(limit - 1)));
    }
}
