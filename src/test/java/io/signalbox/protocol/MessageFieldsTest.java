package io.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.Json;
import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** No field of the envelope is forgotten anywhere: the record itself says which there are. */
@Tag("M01")
class MessageFieldsTest {
    private static final RecordComponent[] COMPONENTS = Message.class.getRecordComponents();

    @Test
    void every_field_alone_survives_a_round_trip_under_its_wire_name() throws Exception {
        for (RecordComponent component : COMPONENTS) {
            Message message = messageWith(component.getName());
            byte[] encoded = JsonCodec.encode(message).liveBytes();
            assertThat(JsonCodec.decode(encoded, 0, encoded.length))
                    .as(component.getName())
                    .isEqualTo(message);
            assertThat(Json.object(new String(encoded, StandardCharsets.UTF_8)))
                    .containsKey(wireName(component))
                    .hasSize(component.getName().equals("type") ? 1 : 2);
        }
    }

    @Test
    void all_fields_together_survive_a_round_trip_as_text_and_as_bytes() throws Exception {
        Message full = full();
        EncodedMessage encoded = JsonCodec.encode(full);
        assertThat(JsonCodec.decode(encoded.live())).isEqualTo(full);
        assertThat(JsonCodec.decode(encoded.liveBytes(), 0, encoded.liveBytes().length))
                .isEqualTo(full);
        assertThat(Json.object(encoded.live()).keySet())
                .containsExactlyInAnyOrder(Arrays.stream(COMPONENTS)
                        .map(MessageFieldsTest::wireName)
                        .toArray(String[]::new));
    }

    @Test
    void a_builder_that_starts_as_a_copy_forgets_nothing() throws Exception {
        assertThat(full().toBuilder().build()).isEqualTo(full());
        for (RecordComponent component : COMPONENTS) {
            Message message = messageWith(component.getName());
            assertThat(message.toBuilder().build()).as(component.getName()).isEqualTo(message);
        }
    }

    @Test
    void the_codec_knows_the_fields_of_the_record_and_no_others() {
        assertThat(Arrays.stream(Field.values()).map(Field::wireName))
                .containsExactlyInAnyOrder(Arrays.stream(COMPONENTS)
                        .map(MessageFieldsTest::wireName)
                        .toArray(String[]::new));
    }

    @Test
    void position_and_source_are_spliced_in_once_whatever_the_message_says_itself() throws Exception {
        EncodedMessage encoded = JsonCodec.encode(full());
        for (String text : List.of(Json.utf8(encoded.storedBytes(42)), Json.utf8(encoded.replayedBytes(42)))) {
            assertThat(((Message) JsonCodec.decode(text)).seq()).isEqualTo(42);
        }
        Message stored = full().toBuilder().seq(42).build();
        assertThat(JsonCodec.decode(Json.utf8(encoded.storedBytes(42)))).isEqualTo(stored);
        // The strict parser fails on a name that is there twice.
        assertThat(Json.object(Json.utf8(encoded.replayedBytes(42)))).containsEntry("source", "offline");
        assertThat(Json.object(Json.utf8(encoded.replayedBytes(42)), "data")).containsEntry("offline", true);
        assertThat(JsonCodec.decode(Json.utf8(encoded.replayedBytes(42))))
                .isEqualTo(stored.toBuilder().source(MessageSource.OFFLINE).build());
        assertThat(new String(encoded.replayedBytes(42), StandardCharsets.UTF_8))
                .isEqualTo(Json.utf8(encoded.replayedBytes(42)));
    }

    private static Message full() throws Exception {
        Object[] values = new Object[COMPONENTS.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = sample(COMPONENTS[i]);
        }
        return make(values);
    }

    private static Message messageWith(String name) throws Exception {
        Message empty = Message.builder(MessageType.ORDER).build();
        Object[] values = new Object[COMPONENTS.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = COMPONENTS[i].getName().equals(name)
                    ? sample(COMPONENTS[i])
                    : COMPONENTS[i].getAccessor().invoke(empty);
        }
        return make(values);
    }

    private static Message make(Object[] values) throws Exception {
        Class<?>[] types =
                Arrays.stream(COMPONENTS).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return Message.class.getDeclaredConstructor(types).newInstance(values);
    }

    /** A value that is not what an absent field has, and no other field of its kind has. */
    private static Object sample(RecordComponent component) {
        Class<?> type = component.getType();
        String name = component.getName();
        if (name.equals("data")) {
            return "{\"a\":1,\"b\":{\"c\":[true,null,\"\u00e4\\n\"]}}";
        } else if (type == String.class) {
            return name
                    + (name.equals("content")
                            ? " \"\\\b\f\n\r\t\u0000\u001f\u007f/ \u00e4\u20ac\uD83D\uDE00"
                            : " \u00e4\u20ac\uD83D\uDE00");
        } else if (type == List.class) {
            return List.of("g1", "g 2", "\u00e4");
        } else if (type == boolean.class) {
            return true;
        } else if (type == long.class) {
            return 1_000_000L + name.hashCode() % 1000;
        } else if (type == Instant.class) {
            return Instant.ofEpochMilli(1_795_341_600_120L + name.hashCode());
        }
        Object[] constants = type.getEnumConstants();
        return type == MessageType.class
                ? MessageType.ORDER
                : type == Priority.class ? Priority.LOW : constants[constants.length - 1];
    }

    private static String wireName(RecordComponent component) {
        String name = component.getName();
        return name.equals("type")
                ? "message_type"
                : name.replaceAll("([A-Z])", "_$1").toLowerCase(Locale.ROOT);
    }
}
