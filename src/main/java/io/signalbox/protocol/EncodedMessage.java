package io.signalbox.protocol;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A message encoded once, whatever the number of receivers. What differs between receivers (inbox position, replay
 * mark) is spliced in, never encoded again. Immutable and safe from any thread; the arrays it hands out are not to be
 * written to.
 */
public final class EncodedMessage {
    private static final byte[] OFFLINE =
            ",\"source\":\"offline\",\"data\":{\"offline\":true".getBytes(StandardCharsets.US_ASCII);

    private final byte[] live;
    /** The same for every receiver up to here. Then come its own {@code seq}, {@code source} and {@code data}. */
    private final int headEnd;

    private final int seqEnd;
    private final int sourceEnd;
    /** Made when first asked for; made twice when two threads ask at once, which does no harm. */
    private @Nullable String liveText;

    private EncodedMessage(byte[] live, int headEnd, int seqEnd, int sourceEnd) {
        this.live = live;
        this.headEnd = headEnd;
        this.seqEnd = seqEnd;
        this.sourceEnd = sourceEnd;
    }

    static EncodedMessage of(Message message) {
        JsonWriter json = writer(message, 512);
        json.member(Field.ID, message.id());
        json.member(Field.MESSAGE_ID, message.messageId());
        json.member(Field.SENDER, message.sender());
        json.member(Field.SENDER_NAME, message.senderName());
        json.member(Field.SENDER_TYPE, message.senderType());
        json.member(Field.SENDER_CLIENT, message.senderClient());
        json.member(Field.APP_ID, message.appId());
        json.member(Field.NAMESPACE, message.namespace());
        json.member(Field.CREATE_AT, message.createAt());
        json.member(Field.RECEIVER_NODE, message.receiverNode());
        AckLevel ack = message.ack();
        json.member(Field.ACK, ack == null ? null : ack.wireName());
        json.member(Field.EPOCH, message.epoch());
        json.member(Field.RECOVERED, message.recovered());
        clients(message, json);
        MessageSource source = message.source();
        return finished(message, json, message.seq(), source);
    }

    /**
     * What a client says with the stamp of its connection; what only the hub may say is left out.
     *
     * @param stamp encoded members, each with its comma
     */
    static EncodedMessage stamped(Message message, byte[] stamp, @Nullable String messageId, Instant now) {
        JsonWriter json = writer(message, 256 + stamp.length);
        json.member(Field.ID, message.id());
        json.member(Field.MESSAGE_ID, messageId);
        json.raw(stamp);
        json.member(Field.CREATE_AT, now);
        clients(message, json);
        return finished(message, json, 0, null);
    }

    private static JsonWriter writer(Message message, int room) {
        String content = message.content();
        String data = message.data();
        return new JsonWriter(room + (content == null ? 0 : content.length()) + (data == null ? 0 : data.length()));
    }

    private static EncodedMessage finished(Message message, JsonWriter json, long seq, @Nullable MessageSource source) {
        int headEnd = json.length();
        json.member(Field.SEQ, seq);
        int seqEnd = json.length();
        json.member(Field.SOURCE, source == null ? null : source.wireName());
        int sourceEnd = json.length();
        String data = message.data();
        if (data != null) {
            json.raw(Field.DATA.encoded());
            json.text(data);
        }
        return new EncodedMessage(json.object(), headEnd, seqEnd, sourceEnd);
    }

    /** The fields that are a client's to set. */
    private static void clients(Message message, JsonWriter json) {
        addressed(message, json);
        said(message, json);
        asked(message, json);
    }

    private static void addressed(Message message, JsonWriter json) {
        json.raw(message.type().encoded());
        json.member(Field.TRACE_ID, message.traceId());
        json.member(Field.RECEIVER, message.receiver());
        json.member(Field.RECEIVER_NAME, message.receiverName());
        json.member(Field.RECEIVER_TYPE, message.receiverType());
        json.member(Field.RECEIVER_CLIENT, message.receiverClient());
        json.member(Field.GROUP_IDS, message.groupIds());
        BroadcastType broadcast = message.broadcastType();
        json.member(Field.BROADCAST_TYPE, broadcast == BroadcastType.NONE ? null : broadcast.wireName());
    }

    private static void said(Message message, JsonWriter json) {
        json.member(Field.SESSION_ID, message.sessionId());
        json.member(Field.CONTENT, message.content());
        json.member(Field.REPLY_TO_MSG_ID, message.replyToMsgId());
        json.member(Field.SEQ_NO, message.seqNo());
        Priority priority = message.priority();
        json.member(Field.PRIORITY, priority == message.type().defaultPriority() ? null : priority.wireName());
        PushType push = message.pushType();
        json.member(Field.PUSH_TYPE, push == null ? null : push.wireName());
    }

    private static void asked(Message message, JsonWriter json) {
        json.member(Field.REQUIRE_ACK, message.requireAck());
        json.member(Field.SKIP_DATABASE_STORAGE, message.skipDatabaseStorage());
        json.member(Field.SKIP_SEND_TO_CLIENT, message.skipSendToClient());
        json.member(Field.TTL_MS, message.ttlMs());
        json.member(Field.DEADLINE, message.deadline());
        Lane lane = message.lane();
        json.member(Field.LANE, lane == null ? null : lane.wireName());
        json.member(Field.CONFLATION_KEY, message.conflationKey());
        json.member(Field.IDEMPOTENCY_KEY, message.idempotencyKey());
    }

    /** For a receiver without an inbox position: an untracked message, and what the database keeps. */
    public byte[] liveBytes() {
        return live;
    }

    /** Delivered as it happens, with its position in the receiver's inbox. */
    public byte[] storedBytes(long seq) {
        JsonWriter json = positioned(seq);
        json.raw(live, seqEnd, live.length);
        return json.bytes();
    }

    /** Replayed from the receiver's inbox: the position, {@code source} and {@code data.offline} say so. */
    public byte[] replayedBytes(long seq) {
        JsonWriter json = positioned(seq);
        json.raw(OFFLINE);
        int inData = sourceEnd + Field.DATA.encoded().length + 1;
        int lastBrace = live.length - 1;
        if (inData > lastBrace) {
            json.raw('}');
        } else if (live[inData] != '}') {
            json.raw(',');
        }
        json.raw(live, Math.min(inData, lastBrace), live.length);
        return json.bytes();
    }

    private JsonWriter positioned(long seq) {
        // A position has 19 digits at most; what else is added has no more than 64 bytes.
        JsonWriter json = new JsonWriter(live.length + 96);
        json.raw(live, 0, headEnd);
        json.raw(Field.SEQ.encoded());
        json.number(seq);
        return json;
    }

    /** {@link #liveBytes()} as text. */
    public String live() {
        String text = liveText;
        if (text == null) {
            text = new String(live, StandardCharsets.UTF_8);
            liveText = text;
        }
        return text;
    }
}
