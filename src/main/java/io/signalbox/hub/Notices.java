package io.signalbox.hub;

import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageBuilder;
import io.signalbox.protocol.MessageType;
import io.signalbox.session.Outgoing;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.stream.Collectors;

/** What the hub says to a connection at its beginning and before its end, encoded. */
final class Notices {
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Notices() {}

    /** A newer connection of the user came; this one has to go. */
    static Outgoing forceOffline(String text, String reason, Instant now) {
        return encoded(Message.builder(MessageType.FORCE_OFFLINE)
                .content(text)
                .data("{\"content_extra\":" + JsonCodec.quote(reason) + "}")
                .createAt(now));
    }

    /** The operator or the application ends the connection. */
    static Outgoing kickOut(String text, String reason, Instant now) {
        return encoded(Message.builder(MessageType.KICK_OUT)
                .content(text)
                .data("{\"reason\":" + JsonCodec.quote(reason) + ",\"kicked_at\":\"" + TIME.format(now) + "\"}")
                .createAt(now));
    }

    static Outgoing welcome(WelcomeProvider.Welcome welcome, Instant now) {
        String more = welcome.data().entrySet().stream()
                .filter(entry -> !entry.getKey().equals("title"))
                .map(entry -> "," + JsonCodec.quote(entry.getKey()) + ":" + JsonCodec.quote(entry.getValue()))
                .sorted()
                .collect(Collectors.joining());
        return encoded(Message.builder(MessageType.WELCOME)
                .content(welcome.content())
                .data("{\"title\":" + JsonCodec.quote(welcome.title()) + more + "}")
                .priority(welcome.priority())
                .createAt(now));
    }

    private static Outgoing encoded(MessageBuilder message) {
        return Outgoing.system(JsonCodec.encode(message.build()).liveBytes());
    }
}
