package io.signalbox.protocol;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Every kind of message, with what the hub needs to know about it. The one source: whether a type is storable, its
 * default priority, its category and the rest are all derived from this table.
 */
public enum MessageType {
    TEXT(Category.TEXT, Priority.NORMAL),
    MARKDOWN(Category.TEXT, Priority.NORMAL),
    RICH_TEXT(Category.TEXT, Priority.NORMAL),
    CODE(Category.TEXT, Priority.NORMAL),
    IMAGE(Category.MEDIA, Priority.NORMAL),
    AUDIO(Category.MEDIA, Priority.NORMAL),
    VIDEO(Category.MEDIA, Priority.NORMAL),
    FILE(Category.MEDIA, Priority.NORMAL),
    VOICE(Category.MEDIA, Priority.NORMAL),
    GIF(Category.MEDIA, Priority.NORMAL),
    DOCUMENT(Category.MEDIA, Priority.NORMAL),
    SPREADSHEET(Category.MEDIA, Priority.LOW),
    PRESENTATION(Category.MEDIA, Priority.LOW),
    SYSTEM(Category.SYSTEM, Priority.URGENT),
    NOTICE(Category.SYSTEM, Priority.HIGH),
    EVENT(Category.SYSTEM, Priority.HIGH),
    ANNOUNCEMENT(Category.SYSTEM, Priority.URGENT),
    ALERT(Category.SYSTEM, Priority.CRITICAL),
    ERROR(Category.SYSTEM, Priority.CRITICAL),
    INFO(Category.SYSTEM, Priority.LOW),
    SUCCESS(Category.SYSTEM, Priority.HIGH),
    WARNING(Category.SYSTEM, Priority.URGENT),
    HEARTBEAT(Category.SYSTEM, Priority.LOW),
    PING(Category.SYSTEM, Priority.LOW),
    PONG(Category.SYSTEM, Priority.LOW),
    B_STATUS_REMINDER(Category.SYSTEM, Priority.NORMAL),
    CARD(Category.INTERACTIVE, Priority.NORMAL),
    LINK(Category.INTERACTIVE, Priority.NORMAL),
    QUOTE(Category.INTERACTIVE, Priority.NORMAL),
    COMMAND(Category.INTERACTIVE, Priority.LOW),
    POLL(Category.INTERACTIVE, Priority.NORMAL),
    FORM(Category.INTERACTIVE, Priority.NORMAL),
    TASK(Category.INTERACTIVE, Priority.HIGH),
    INVITE(Category.INTERACTIVE, Priority.HIGH),
    RECALL(Category.RECALL, Priority.HIGH),
    EDIT(Category.RECALL, Priority.LOW),
    REACTION(Category.RECALL, Priority.LOW),
    TYPING(Category.STATUS, Priority.LOW),
    READ(Category.STATUS, Priority.LOW),
    DELIVERED(Category.STATUS, Priority.LOW),
    ACK(Category.STATUS, Priority.LOW),
    PAYMENT(Category.BUSINESS, Priority.HIGH),
    ORDER(Category.BUSINESS, Priority.HIGH),
    PRODUCT(Category.BUSINESS, Priority.NORMAL),
    TICKET_CREATED(Category.BUSINESS, Priority.HIGH),
    TICKET_ASSIGNED(Category.BUSINESS, Priority.HIGH),
    TICKET_CLOSED(Category.BUSINESS, Priority.HIGH),
    TICKET_TIMEOUT_CLOSED(Category.BUSINESS, Priority.HIGH),
    TICKET_TRANSFER(Category.BUSINESS, Priority.HIGH),
    TICKET_ACTIVE(Category.BUSINESS, Priority.HIGH),
    SESSION_CREATED(Category.SESSION, Priority.HIGH),
    SESSION_CLOSED(Category.SESSION, Priority.HIGH),
    SESSION_QUEUED(Category.SESSION, Priority.HIGH),
    SESSION_TIMEOUT(Category.SESSION, Priority.HIGH),
    SESSION_PAUSED(Category.SESSION, Priority.HIGH),
    SESSION_RESUMED(Category.SESSION, Priority.HIGH),
    SESSION_TRANSFERRED(Category.SESSION, Priority.HIGH),
    SESSION_MEMBER_JOINED(Category.SESSION, Priority.HIGH),
    SESSION_MEMBER_LEFT(Category.SESSION, Priority.HIGH),
    SESSION_STATUS_CHANGED(Category.SESSION, Priority.HIGH),
    OPEN_WINDOW(Category.WINDOW, Priority.NORMAL),
    CLOSE_WINDOW(Category.WINDOW, Priority.NORMAL),
    USER_JOINED(Category.USER, Priority.NORMAL),
    USER_LEFT(Category.USER, Priority.NORMAL),
    USER_STATUS_CHANGED(Category.USER, Priority.NORMAL),
    CHECK_USER_STATUS(Category.USER, Priority.NORMAL),
    USER_STATUS_RESPONSE(Category.USER, Priority.NORMAL),
    GET_ONLINE_USERS(Category.USER, Priority.NORMAL),
    ONLINE_USERS_LIST(Category.USER, Priority.NORMAL),
    GET_USER_INFO(Category.USER, Priority.NORMAL),
    USER_INFO_RESPONSE(Category.USER, Priority.NORMAL),
    CLIENT_CONFIG(Category.CONFIG, Priority.NORMAL),
    CONFIG_UPDATE(Category.CONFIG, Priority.NORMAL),
    HEALTH_CHECK(Category.HEALTH, Priority.NORMAL),
    HEALTH_RESPONSE(Category.HEALTH, Priority.NORMAL),
    SERVER_STATUS(Category.SERVER, Priority.NORMAL),
    SERVER_STATS(Category.SERVER, Priority.NORMAL),
    THREAD(Category.THREAD, Priority.NORMAL),
    REPLY(Category.THREAD, Priority.NORMAL),
    CONNECTED(Category.CONNECTION, Priority.NORMAL),
    CLIENT_REGISTERED(Category.CONNECTION, Priority.NORMAL),
    CONNECTION_REJECTED(Category.CONNECTION, Priority.NORMAL),
    DISCONNECTED(Category.CONNECTION, Priority.NORMAL),
    RECONNECTED(Category.CONNECTION, Priority.NORMAL),
    CONNECTION_ERROR(Category.CONNECTION, Priority.NORMAL),
    CONNECTION_TIMEOUT(Category.CONNECTION, Priority.NORMAL),
    KICK_OUT(Category.CONNECTION, Priority.NORMAL),
    FORCE_OFFLINE(Category.CONNECTION, Priority.NORMAL),
    CUSTOM(Category.CUSTOM, Priority.LOW),
    UNKNOWN(Category.CUSTOM, Priority.NORMAL),
    LOCATION(Category.OTHER, Priority.NORMAL),
    EMOJI(Category.OTHER, Priority.NORMAL),
    STICKER(Category.OTHER, Priority.NORMAL),
    FORWARD(Category.OTHER, Priority.NORMAL),
    JSON(Category.OTHER, Priority.LOW),
    XML(Category.OTHER, Priority.LOW),
    BINARY(Category.OTHER, Priority.LOW),
    CONTACT(Category.OTHER, Priority.NORMAL),
    CALENDAR(Category.OTHER, Priority.NORMAL),
    MENTION(Category.OTHER, Priority.NORMAL),
    WELCOME(Category.OTHER, Priority.HIGH),
    TERMINATE(Category.OTHER, Priority.HIGH),
    TRANSFERRED(Category.OTHER, Priority.HIGH),
    TEST(Category.OTHER, Priority.HIGH),
    SYSTEM_QUERY(Category.OTHER, Priority.NORMAL),
    SYSTEM_RESPONSE(Category.OTHER, Priority.NORMAL),
    GROUP_CHANGED(Category.OTHER, Priority.NORMAL);

    static final WireNames<MessageType> WIRE_NAMES = new WireNames<>(values(), MessageType::wireName);

    private final String wireName;
    private final Category category;
    private final Priority defaultPriority;
    private final byte[] encoded;

    MessageType(Category category, Priority defaultPriority) {
        this.wireName = name().toLowerCase(Locale.ROOT);
        this.category = category;
        this.defaultPriority = defaultPriority;
        this.encoded = (",\"message_type\":\"" + wireName + '"').getBytes(StandardCharsets.UTF_8);
    }

    /** The type of that wire name, or null when there is none. */
    public static @Nullable MessageType ofWireName(String name) {
        byte[] text = name.getBytes(StandardCharsets.UTF_8);
        return WIRE_NAMES.find(text, 0, text.length);
    }

    /** The value of {@code message_type}. */
    public String wireName() {
        return wireName;
    }

    /** A comma and the whole member {@code message_type}, in UTF-8. Shared: not to be written to. */
    byte[] encoded() {
        return encoded;
    }

    /** The one category of this type. */
    public Category category() {
        return category;
    }

    /** The priority of a message that names none. */
    public Priority defaultPriority() {
        return defaultPriority;
    }

    /** Whether a message of this type is kept for a receiver who has no connection. */
    public boolean storable() {
        return category.storable();
    }

    /**
     * Whether the hub hands it on by itself, without the application: what one user's screen tells another's, that a
     * window opened, someone types or read, that a message was edited, recalled or reacted to (contract 2.6).
     */
    public boolean forwardable() {
        return switch (category) {
            case WINDOW, STATUS, RECALL -> true;
            default -> false;
        };
    }

    /**
     * Whether losing one would be wrong, so that it is tracked without being asked to: what binds somebody to do or to
     * pay something. That is the business category but for a mere showing of a product, and tasks and invitations.
     */
    public boolean tracked() {
        return switch (this) {
            case TASK, INVITE -> true;
            case PRODUCT -> false;
            default -> category == Category.BUSINESS;
        };
    }

    /** Whether only the hub may say it: a client that sends one is refused, so that it cannot speak for the hub. */
    public boolean hubOnly() {
        return category == Category.CONNECTION || this == PONG || this == ERROR || this == SUCCESS;
    }
}
