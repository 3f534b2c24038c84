package io.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.Json;
import io.signalbox.testing.Seeds;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The two ways of stamping a message: as a message, and encoded at once. */
@Tag("C33")
@Tag("H52")
class StampTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_795_341_600_123L);

    private final Stamp stamp = new Stamp(new Stamp.Origin("alice \"a\"", "Ålice", "visitor", "c-1", "app", "space"));

    @Test
    void both_say_the_same_of_any_message() {
        Seeds.each(2000, (seed, random) -> {
            Message message = message(random);
            String made = random.nextBoolean() ? "made" : null;
            EncodedMessage whole = JsonCodec.encode(stamp.on(message, made, NOW));
            EncodedMessage atOnce = stamp.encode(message, made, NOW);
            assertThat(Json.object(atOnce.live())).isEqualTo(Json.object(whole.live()));
            assertThat(Json.object(Json.utf8(atOnce.storedBytes(7))))
                    .isEqualTo(Json.object(Json.utf8(whole.storedBytes(7))));
            assertThat(Json.object(Json.utf8(atOnce.replayedBytes(7))))
                    .isEqualTo(Json.object(Json.utf8(whole.replayedBytes(7))));
        });
    }

    @Test
    void nothing_that_only_the_hub_may_say_comes_from_the_message() {
        Message everything = Message.builder(MessageType.TEXT)
                .messageId("m")
                .from("root", "Root", "system", "x")
                .tenant("other", "other")
                .createAt(Instant.EPOCH)
                .receiverNode("n")
                .ack(AckLevel.DELIVERED)
                .seq(9)
                .epoch("e")
                .recovered(true)
                .source(MessageSource.OFFLINE)
                .build();
        assertThat(Json.object(stamp.encode(everything, "made", NOW).live()))
                .isEqualTo(Map.of(
                        "message_type", "text",
                        "message_id", "m",
                        "sender", "alice \"a\"",
                        "sender_name", "Ålice",
                        "sender_type", "visitor",
                        "sender_client", "c-1",
                        "app_id", "app",
                        "namespace", "space",
                        "create_at", "2026-11-22T10:00:00.123Z"));
    }

    private static Message message(Random random) {
        MessageType[] types = MessageType.values();
        MessageBuilder message = Message.builder(types[random.nextInt(types.length)]);
        List<Runnable> fields = List.of(
                () -> message.id("id"),
                () -> message.messageId("m \u2028 \\"),
                () -> message.traceId("t"),
                () -> message.from("root", "Root", "system", "x"),
                () -> message.tenant("other", "other"),
                () -> message.receiver("bob"),
                () -> message.receiverName("Bob"),
                () -> message.receiverType("agent"),
                () -> message.receiverClient("b1"),
                () -> message.receiverNode("n"),
                () -> message.groupIds(List.of("g1", "g\"2")),
                () -> message.broadcastGlobal(true),
                () -> message.sessionId("s"),
                () -> message.content("line\nline \uD83D\uDE00"),
                () -> message.data(random.nextBoolean() ? "{}" : "{\"a\":[1,{\"b\":null}]}"),
                () -> message.createAt(Instant.EPOCH),
                () -> message.replyToMsgId("r"),
                () -> message.seqNo(random.nextLong()),
                () -> message.priority(Priority.values()[random.nextInt(Priority.values().length)]),
                () -> message.source(MessageSource.OFFLINE),
                () -> message.pushType(PushType.values()[random.nextInt(PushType.values().length)]),
                () -> message.requireAck(true),
                () -> message.skipDatabaseStorage(true),
                () -> message.skipSendToClient(true),
                () -> message.ack(AckLevel.STORED),
                () -> message.seq(9),
                () -> message.epoch("e"),
                () -> message.recovered(true),
                () -> message.ttlMs(5000),
                () -> message.deadline(NOW),
                () -> message.lane(Lane.BULK),
                () -> message.conflationKey("c"),
                () -> message.idempotencyKey("i"));
        for (Runnable field : fields) {
            if (random.nextInt(3) == 0) {
                field.run();
            }
        }
        return message.build();
    }
}
