package io.signalbox.protocol;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Reads one frame, once: the state of a single pass over a text. */
final class FrameReader {
    private static final WireNames<Priority> PRIORITIES = new WireNames<>(Priority.values(), Priority::wireName);
    private static final WireNames<AckLevel> ACK_LEVELS = new WireNames<>(AckLevel.values(), AckLevel::wireName);
    private static final WireNames<BroadcastType> BROADCASTS =
            new WireNames<>(BroadcastType.values(), BroadcastType::wireName);
    private static final WireNames<PushType> PUSH_TYPES = new WireNames<>(PushType.values(), PushType::wireName);
    private static final WireNames<MessageSource> SOURCES =
            new WireNames<>(MessageSource.values(), MessageSource::wireName);
    /** The last millisecond of the year 9999, the last that the form of a time on the wire can say. */
    private static final long LAST_MILLI = 253_402_300_799_999L;

    private final byte[] text;
    private final int start;
    private final int end;
    private final JsonReader json;
    private final MessageBuilder message = Message.builder(MessageType.UNKNOWN);
    private @Nullable String messageId;
    private @Nullable MessageType type;
    private @Nullable String unknownType;
    private boolean dataIsObject = true;

    FrameReader(byte[] text, int start, int end) {
        this.text = text;
        this.start = start;
        this.end = end;
        this.json = new JsonReader(text, start, end);
    }

    Frame read() {
        try {
            if (json.peek() != '{') {
                throw malformed("a frame must be one JSON object");
            }
            json.open('{');
            while (json.nextMember()) {
                Field field = json.find(Field.NAMES);
                if (field == null) {
                    json.skip();
                } else if (!json.skipNull()) {
                    field(field);
                }
            }
            json.finish();
            return frame();
        } catch (InvalidJsonException e) {
            throw malformed(String.valueOf(e.getMessage()));
        }
    }

    private Frame frame() {
        if (unknownType != null) {
            throw new ProtocolException(
                    ErrorCode.UNKNOWN_TYPE, "unknown message_type '" + unknownType + "'", messageId);
        }
        if (type == null) {
            return new ReferenceFrameReader(new JsonReader(text, start, end), messageId).read();
        }
        if (!dataIsObject) {
            throw malformed("data must be an object");
        }
        return message.type(type).build();
    }

    private void field(Field field) {
        switch (field) {
            case MESSAGE_TYPE -> type();
            case CONTENT -> message.content(bounded(field, string(field)));
            case GROUP_IDS -> message.groupIds(groups());
            case DATA -> data();
            case BROADCAST_TYPE -> {
                BroadcastType kind = constant(field, BROADCASTS, "none, session or global");
                message.broadcastType(kind == null ? BroadcastType.NONE : kind);
            }
            case PRIORITY -> message.priority(priority());
            case SOURCE -> message.source(constant(field, SOURCES, "online or offline"));
            case PUSH_TYPE -> message.pushType(constant(field, PUSH_TYPES, "none, direct, queue, offline or unicast"));
            case ACK -> message.ack(constant(field, ACK_LEVELS, "accepted, stored or delivered"));
            case LANE -> message.lane(constant(field, Lane.WIRE_NAMES, "vip, high, normal or bulk"));
            case REQUIRE_ACK -> message.requireAck(bool(field));
            case SKIP_DATABASE_STORAGE -> message.skipDatabaseStorage(bool(field));
            case SKIP_SEND_TO_CLIENT -> message.skipSendToClient(bool(field));
            case RECOVERED -> message.recovered(bool(field));
            case SEQ -> message.seq(integer(field, 0, Long.MAX_VALUE));
            case SEQ_NO -> message.seqNo(integer(field, Long.MIN_VALUE, Long.MAX_VALUE));
            case TTL_MS -> message.ttlMs(integer(field, 1, Limits.MAX_TTL_MILLIS));
            case CREATE_AT -> message.createAt(createAt());
            case DEADLINE -> message.deadline(deadline());
            default -> idField(field);
        }
    }

    private void idField(Field field) {
        String value = id(field);
        switch (field) {
            case ID -> message.id(value);
            case MESSAGE_ID -> {
                messageId = value;
                message.messageId(value);
            }
            case TRACE_ID -> message.traceId(value);
            case SENDER -> message.sender(value);
            case SENDER_NAME -> message.senderName(value);
            case SENDER_TYPE -> message.senderType(value);
            case SENDER_CLIENT -> message.senderClient(value);
            case RECEIVER -> message.receiver(value);
            case RECEIVER_NAME -> message.receiverName(value);
            case RECEIVER_TYPE -> message.receiverType(value);
            case RECEIVER_CLIENT -> message.receiverClient(value);
            case RECEIVER_NODE -> message.receiverNode(value);
            case SESSION_ID -> message.sessionId(value);
            case REPLY_TO_MSG_ID -> message.replyToMsgId(value);
            case APP_ID -> message.appId(value);
            case NAMESPACE -> message.namespace(value);
            case EPOCH -> message.epoch(value);
            case CONFLATION_KEY -> message.conflationKey(value);
            case IDEMPOTENCY_KEY -> message.idempotencyKey(value);
            default -> throw new IllegalStateException(field + " is no id");
        }
    }

    private void type() {
        string(Field.MESSAGE_TYPE);
        type = json.find(MessageType.WIRE_NAMES);
        unknownType = type == null ? checkedId(Field.MESSAGE_TYPE.wireName(), json.text()) : null;
    }

    /** The string is the current one of the reader. @return its length in bytes, as it stands in the frame */
    private int string(Field field) {
        if (json.peek() != '"') {
            throw malformed(field.wireName() + " must be a string");
        }
        json.string();
        return json.to() - json.from();
    }

    private String bounded(Field field, int bytes) {
        if (bytes > Limits.MAX_MESSAGE_BYTES) {
            throw tooLarge(field.wireName() + " is longer than " + Limits.MAX_MESSAGE_BYTES + " bytes");
        }
        return json.text();
    }

    private @Nullable String id(Field field) {
        int bytes = string(field);
        return bytes == 0 ? null : checkedId(field.wireName(), json.text());
    }

    private @Nullable String checkedId(String name, String value) {
        if (value.length() > Limits.MAX_ID_LENGTH) {
            throw tooLarge(name + " is longer than " + Limits.MAX_ID_LENGTH + " characters");
        }
        for (int i = 0; i < value.length(); i++) {
            if (Character.isISOControl(value.charAt(i))) {
                throw malformed(name + " has control characters");
            }
        }
        return value.isEmpty() ? null : value;
    }

    private boolean bool(Field field) {
        Boolean value = json.bool();
        if (value == null) {
            throw malformed(field.wireName() + " must be true or false");
        }
        return value;
    }

    private long integer(Field field, long least, long most) {
        Long value = json.integer();
        if (value == null) {
            throw malformed(field.wireName() + " must be an integer");
        }
        if (value < least || value > most) {
            throw malformed(field.wireName() + " must be at least " + least + " and at most " + most);
        }
        return value;
    }

    /** @return null for the empty string, which counts as absent */
    private <E> @Nullable E constant(Field field, WireNames<E> names, String choice) {
        if (string(field) == 0) {
            return null;
        }
        E value = json.find(names);
        if (value == null) {
            throw malformed(field.wireName() + " must be " + choice);
        }
        return value;
    }

    private @Nullable Priority priority() {
        if (string(Field.PRIORITY) == 0) {
            return null;
        }
        Priority exact = json.find(PRIORITIES);
        if (exact != null) {
            return exact;
        }
        // Clients of the reference write it in any case.
        String name = json.text().toLowerCase(Locale.ROOT);
        for (Priority priority : Priority.values()) {
            if (priority.wireName().equals(name)) {
                return priority;
            }
        }
        throw malformed("priority must be low, normal, high, urgent or critical");
    }

    private @Nullable Instant createAt() {
        // Overwritten by the hub anyway: whatever a client writes here is not worth an error.
        if (json.peek() != '"') {
            json.skip();
            return null;
        }
        json.string();
        return instant(json.text());
    }

    private @Nullable Instant deadline() {
        if (json.peek() != '"') {
            return Instant.ofEpochMilli(integer(Field.DEADLINE, 0, LAST_MILLI));
        }
        json.string();
        if (json.from() == json.to()) {
            return null;
        }
        Instant deadline = instant(json.text());
        if (deadline == null) {
            throw malformed("deadline must be milliseconds since 1970 or a time as in ISO 8601");
        }
        return deadline;
    }

    /** In milliseconds, which is what is written; null when it is no time, or one that cannot be written. */
    private static @Nullable Instant instant(String text) {
        try {
            Instant instant = Instant.parse(text).truncatedTo(ChronoUnit.MILLIS);
            return Timestamp.isWritable(instant) ? instant : null;
        } catch (DateTimeParseException e) {
            return null;
        }
    }

    private List<String> groups() {
        if (json.peek() != '[') {
            throw malformed("group_ids must be an array of strings");
        }
        json.open('[');
        List<String> groups = new ArrayList<>();
        while (json.nextElement()) {
            String id = id(Field.GROUP_IDS);
            String group = id == null ? "" : id.strip();
            if (!group.isEmpty() && !groups.contains(group)) {
                groups.add(group);
            }
            if (groups.size() > Limits.MAX_GROUPS) {
                throw new ProtocolException(
                        ErrorCode.TOO_MANY_GROUPS, "more than " + Limits.MAX_GROUPS + " group_ids", messageId);
            }
        }
        return groups;
    }

    /** The key {@code offline} is the hub's to set. That it is an object is known to be needed at the end only. */
    private void data() {
        dataIsObject = json.peek() == '{';
        if (!dataIsObject) {
            json.skip();
            return;
        }
        String data = json.copy(false);
        if (data.length() > Limits.MAX_MESSAGE_BYTES) {
            throw tooLarge("data is longer than " + Limits.MAX_MESSAGE_BYTES + " bytes");
        }
        message.data(data);
    }

    private ProtocolException tooLarge(String explanation) {
        return new ProtocolException(ErrorCode.FIELD_TOO_LARGE, explanation, messageId);
    }

    private ProtocolException malformed(String explanation) {
        return new ProtocolException(ErrorCode.MALFORMED_FRAME, explanation, messageId);
    }
}
