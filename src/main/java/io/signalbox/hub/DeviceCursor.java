package io.signalbox.hub;

import java.time.Instant;
import java.util.Map;
import java.util.StringJoiner;
import java.util.TreeMap;

/**
 * What one device of a user acknowledged: everything up to a position, and single ones ahead of it. Bounded: of more than
 * {@link #MAX_RANGES} ranges ahead the oldest is forgotten, and its entries come to the device again. Not safe for several
 * threads.
 */
public final class DeviceCursor {
    /** Most ranges ahead of the position. */
    static final int MAX_RANGES = 256;

    private long seq;
    /** First and last position of each range, apart from one another. */
    private final TreeMap<Long, Long> ahead = new TreeMap<>();

    private Instant seenAt;

    /** @param ahead as {@link #ahead} writes it */
    public DeviceCursor(long seq, String ahead, Instant seenAt) {
        this.seq = seq;
        this.seenAt = seenAt;
        for (String range : ahead.isEmpty() ? new String[0] : ahead.split(",", -1)) {
            int dash = range.indexOf('-');
            long first = Long.parseLong(dash < 0 ? range : range.substring(0, dash));
            this.ahead.put(first, dash < 0 ? first : Long.parseLong(range.substring(dash + 1)));
        }
    }

    /** Everything up to this position is acknowledged. */
    public long seq() {
        return seq;
    }

    /** When the device last connected or acknowledged. */
    public Instant seenAt() {
        return seenAt;
    }

    /** The ranges ahead, such as {@code 7,9-12}; at most 10 KiB. */
    public String ahead() {
        StringJoiner text = new StringJoiner(",");
        ahead.forEach((first, last) -> text.add(first.equals(last) ? first.toString() : first + "-" + last));
        return text.toString();
    }

    /** The highest position acknowledged. */
    public long highest() {
        return ahead.isEmpty() ? seq : ahead.lastEntry().getValue();
    }

    /** Whether the device acknowledged that position. */
    public boolean covers(long position) {
        Map.Entry<Long, Long> range = ahead.floorEntry(position);
        return position <= seq || (range != null && position <= range.getValue());
    }

    void seen(Instant now) {
        seenAt = now;
    }

    /** One entry is acknowledged. */
    void take(long position) {
        if (covers(position)) {
            return;
        }
        Map.Entry<Long, Long> below = ahead.lowerEntry(position);
        Long above = ahead.remove(position + 1);
        long last = above == null ? position : above;
        ahead.put(below != null && below.getValue() == position - 1 ? below.getKey() : position, last);
        upTo(seq);
        if (ahead.size() > MAX_RANGES) {
            ahead.pollFirstEntry();
        }
    }

    /** Everything up to {@code position} is acknowledged, or there is nothing there to acknowledge. */
    public void upTo(long position) {
        seq = Math.max(seq, position);
        for (Map.Entry<Long, Long> range = ahead.firstEntry();
                range != null && range.getKey() <= seq + 1;
                range = ahead.firstEntry()) {
            seq = Math.max(seq, range.getValue());
            ahead.pollFirstEntry();
        }
    }
}
