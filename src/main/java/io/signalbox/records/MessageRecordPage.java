package io.signalbox.records;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some records, in order.
 *
 * @param next what to ask for the following page with; null when this is the last
 */
public record MessageRecordPage(
        List<MessageRecord> records, @Nullable String next) {
    public MessageRecordPage {
        records = List.copyOf(records);
    }
}
