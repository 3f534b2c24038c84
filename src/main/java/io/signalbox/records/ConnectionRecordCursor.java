package io.signalbox.records;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Comparator;

/**
 * A place among records in their order: the newest connection first, those of the same millisecond by app and client id.
 * What is connected again while somebody reads page by page may be met twice or not at all.
 */
public record ConnectionRecordCursor(Instant connectedAt, String appId, String clientId) {
    static final Comparator<ConnectionRecord> ORDER = Comparator.comparing(ConnectionRecord::connectedAt)
            .reversed()
            .thenComparing(connection -> connection.id().appId())
            .thenComparing(connection -> connection.id().clientId());

    private static final String SEPARATOR = "\n";

    static ConnectionRecordCursor at(ConnectionRecord last) {
        return new ConnectionRecordCursor(
                last.connectedAt(), last.id().appId(), last.id().clientId());
    }

    /** The cursor of that text. @throws IllegalArgumentException when it is none */
    public static ConnectionRecordCursor parse(String text) {
        try {
            String[] parts =
                    new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8).split(SEPARATOR, -1);
            if (parts.length == 3) {
                return new ConnectionRecordCursor(Instant.ofEpochMilli(Long.parseLong(parts[0])), parts[1], parts[2]);
            }
        } catch (IllegalArgumentException e) {
            // Neither base64 nor a number: the same answer.
        }
        throw new IllegalArgumentException("after '" + text + "' is no next of a page");
    }

    /** For a URL. */
    public String text() {
        String plain = connectedAt.toEpochMilli() + SEPARATOR + appId + SEPARATOR + clientId;
        return Base64.getUrlEncoder().withoutPadding().encodeToString(plain.getBytes(StandardCharsets.UTF_8));
    }

    /** Whether a record comes after this place. */
    boolean isBefore(ConnectionRecord connection) {
        int time = connectedAt.compareTo(connection.connectedAt());
        if (time != 0) {
            return time > 0;
        }
        int app = appId.compareTo(connection.id().appId());
        return app != 0 ? app < 0 : clientId.compareTo(connection.id().clientId()) < 0;
    }
}
