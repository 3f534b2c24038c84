package io.signalbox.records;

import io.signalbox.metrics.Count;
import java.util.Locale;

/** What there are records of. */
public enum RecordKind {
    MESSAGE(Count.MESSAGE_RECORD_CHANGES_WRITTEN, Count.MESSAGE_RECORD_CHANGES_LOST),
    CONNECTION(Count.CONNECTION_RECORD_CHANGES_WRITTEN, Count.CONNECTION_RECORD_CHANGES_LOST);

    private final Count written;
    private final Count lost;

    RecordKind(Count written, Count lost) {
        this.written = written;
        this.lost = lost;
    }

    Count written() {
        return written;
    }

    Count lost() {
        return lost;
    }

    /** In texts and names of metrics. */
    String text() {
        return name().toLowerCase(Locale.ROOT);
    }
}
