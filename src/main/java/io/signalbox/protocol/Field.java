package io.signalbox.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** The fields of the envelope, by their names on the wire (contract 2.5 and design.md 4). */
enum Field {
    ID,
    MESSAGE_ID,
    MESSAGE_TYPE,
    TRACE_ID,
    SENDER,
    SENDER_NAME,
    SENDER_TYPE,
    SENDER_CLIENT,
    RECEIVER,
    RECEIVER_NAME,
    RECEIVER_TYPE,
    RECEIVER_CLIENT,
    RECEIVER_NODE,
    GROUP_IDS,
    BROADCAST_TYPE,
    SESSION_ID,
    CONTENT,
    DATA,
    CREATE_AT,
    REPLY_TO_MSG_ID,
    SEQ_NO,
    PRIORITY,
    SOURCE,
    PUSH_TYPE,
    APP_ID,
    NAMESPACE,
    REQUIRE_ACK,
    SKIP_DATABASE_STORAGE,
    SKIP_SEND_TO_CLIENT,
    ACK,
    SEQ,
    EPOCH,
    RECOVERED,
    TTL_MS,
    DEADLINE,
    LANE,
    CONFLATION_KEY,
    IDEMPOTENCY_KEY;

    static final WireNames<Field> NAMES = new WireNames<>(values(), Field::wireName);

    private final String wireName = name().toLowerCase(Locale.ROOT);
    private final byte[] encoded = (",\"" + wireName + "\":").getBytes(StandardCharsets.UTF_8);

    String wireName() {
        return wireName;
    }

    /** A comma, the quoted name and a colon, in UTF-8. Shared: not to be written to. */
    byte[] encoded() {
        return encoded;
    }
}
