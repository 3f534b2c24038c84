package io.signalbox.protocol;

import org.jspecify.annotations.Nullable;

/**
 * A message encoded once, whatever the number of receivers. What differs between receivers (inbox position, replay
 * mark) is spliced in behind the common part, never encoded again. Immutable.
 */
public final class EncodedMessage {
    private final String head;
    private final @Nullable String dataBody;
    private final String live;

    /**
     * @param head the JSON object without {@code data} and without its closing brace
     * @param dataBody the inside of the {@code data} object without its braces, empty for an empty object; null when
     *     there is none
     */
    EncodedMessage(String head, @Nullable String dataBody) {
        this.head = head;
        this.dataBody = dataBody;
        this.live = dataBody == null ? head + '}' : head + ",\"data\":{" + dataBody + "}}";
    }

    /** For a receiver without an inbox position: an untracked message, and what the database keeps. */
    public String live() {
        return live;
    }

    /** Delivered as it happens, with its position in the receiver's inbox. */
    public String stored(long seq) {
        String position = head + ",\"seq\":" + seq;
        return dataBody == null ? position + '}' : position + ",\"data\":{" + dataBody + "}}";
    }

    /** Replayed from the receiver's inbox: the position, {@code source} and {@code data.offline} say so. */
    public String replayed(long seq) {
        String body = dataBody == null || dataBody.isEmpty() ? "" : "," + dataBody;
        return head + ",\"seq\":" + seq + ",\"source\":\"offline\",\"data\":{\"offline\":true" + body + "}}";
    }
}
