package io.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.signalbox.testing.Json;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonCodecTest {
    @ParameterizedTest
    @EnumSource(MessageType.class)
    void a_message_of_any_type_survives_a_round_trip_and_says_nothing_that_is_absent(MessageType type) {
        String text = JsonCodec.encode(Message.builder(type).build()).live();
        assertThat(text).isEqualTo("{\"message_type\":\"" + type.wireName() + "\"}");
        assertThat(JsonCodec.decode(text)).isEqualTo(Message.builder(type).build());
    }

    @ParameterizedTest
    @EnumSource(Priority.class)
    void every_priority_is_read_in_any_case(Priority priority) {
        assertThat(message("\"priority\":\"" + priority.name() + "\"").priority())
                .isEqualTo(priority);
        assertThat(message("\"priority\":\"" + priority.wireName() + "\"").priority())
                .isEqualTo(priority);
    }

    @ParameterizedTest
    @EnumSource(AckLevel.class)
    void every_ack_level_is_read(AckLevel level) {
        assertThat(message("\"ack\":\"" + level.wireName() + "\"").ack()).isEqualTo(level);
    }

    @Test
    void null_and_the_empty_string_count_as_absent_and_unknown_fields_are_dropped() {
        assertThat(message("\"receiver\":null,\"sender\":\"\",\"data\":null,\"seq\":null,\"x\":{\"y\":[1,{}]}"))
                .isEqualTo(Message.builder(MessageType.TEXT).build());
    }

    @Test
    void a_repeated_field_counts_with_its_last_value() {
        assertThat(message("\"receiver\":\"bob\",\"receiver\":\"carol\"").receiver())
                .isEqualTo("carol");
        assertThat(message("\"data\":{\"a\":1},\"data\":{\"b\":2}").data()).isEqualTo("{\"b\":2}");
    }

    @Test
    void group_ids_are_trimmed_without_blanks_and_repeats_in_their_order() {
        assertThat(message("\"group_ids\":[\"b\",\" a \",\"b\",\"\",\"  \",\"a\"]")
                        .groupIds())
                .containsExactly("b", "a");
    }

    @Test
    void a_time_that_is_no_time_is_ignored_because_the_hub_overwrites_it() {
        assertThat(message("\"create_at\":\"yesterday\"").createAt()).isNull();
        assertThat(message("\"create_at\":{\"a\":[1]},\"content\":\"x\"").content())
                .isEqualTo("x");
    }

    @Test
    void the_frames_of_the_load_balancer_reference_are_read() {
        assertThat(JsonCodec.decode("{\"type\":\"ping\"}")).isEqualTo(new Frame.Ping());
        assertThat(JsonCodec.decode("{\"client_id\":\"c-7\",\"client_name\":\"Desk 7\",\"timestamp\":1700000000}"))
                .isEqualTo(new Frame.Registration("c-7", "Desk 7"));
        assertThat(JsonCodec.decode("{\"client_name\":\"Desk 7\"}")).isEqualTo(new Frame.Registration(null, "Desk 7"));
        assertThat(JsonCodec.decode("{\"client_id\":\"c-7\",\"epoch\":\"e\",\"last_seq\":17}"))
                .isEqualTo(new Frame.Registration("c-7", null, "e", 17L));
        for (String position : List.of("-1", "1.5", "\"17\"", "[]", "99999999999999999999")) {
            assertThat(catchThrowableOfType(
                            ProtocolException.class,
                            () -> JsonCodec.decode("{\"client_id\":\"c-7\",\"last_seq\":" + position + "}")))
                    .as(position)
                    .isNotNull();
        }
        assertThat(JsonCodec.decode("{\"type\":\"name_response\",\"client_id\":\"c-7\",\"client_name\":\"New\"}"))
                .isEqualTo(new Frame.NameResponse("New"));
    }

    @Test
    void data_is_passed_on_as_it_is_to_the_last_digit() {
        String data = "{\"big\":12345678901234567890123,\"pi\":3.14159265358979323846264338,\"huge\":1e400,"
                + "\"price\":1.10,\"minus\":-0,\"twice\":1,\"nested\":{\"tiny\":1E-400,\"list\":[0.10,{}]}}";
        assertThat(message("\"data\":" + data).data()).isEqualTo(data);
    }

    @Test
    void white_space_in_data_does_not_matter() {
        assertThat(Json.utf8(JsonCodec.encode(message("\"data\" : { \"offline\" : 1 , \"a\" : [ 1 , 2 ] }"))
                        .replayedBytes(3)))
                .isEqualTo("{\"message_type\":\"text\",\"seq\":3,\"source\":\"offline\","
                        + "\"data\":{\"offline\":true,\"a\":[1,2]}}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "false", "null", "{\"a\":[1]}", "[{}]", "\"x\"", "1.5e3"})
    void a_client_cannot_set_the_offline_mark(String value) {
        Message message = message("\"data\":{\"a\":1,\"offline\":" + value + ",\"\\u006fffline\":" + value
                + ",\"b\":{\"offline\":" + value + "}}");
        assertThat(message.data()).isEqualTo("{\"a\":1,\"b\":{\"offline\":" + value + "}}");
    }

    @Test
    void a_live_message_is_the_plain_object() {
        Message message = message("\"content\":\"x\",\"data\":{\"a\":1}");
        assertThat(Json.object(JsonCodec.encode(message).live()))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("message_type", "text", "content", "x", "data", Map.of("a", BigDecimal.ONE)));
    }

    @Test
    void a_stored_message_carries_its_position() {
        for (String data : List.of("", ",\"data\":{}", ",\"data\":{\"a\":1}")) {
            String text = "{\"message_type\":\"text\",\"content\":\"x\"" + data + "}";
            Map<String, Object> expected = Json.object(text);
            expected.put("seq", new BigDecimal(Long.MAX_VALUE));
            assertThat(Json.object(Json.utf8(
                            JsonCodec.encode((Message) JsonCodec.decode(text)).storedBytes(Long.MAX_VALUE))))
                    .isEqualTo(expected);
        }
    }

    @Test
    @Tag("R13")
    void a_replayed_message_carries_its_position_and_is_marked_offline() {
        for (String body : List.of("", "\"a\":1", "\"a\":{\"offline\":false}")) {
            for (String data : List.of(",\"data\":{" + body + "}", body.isEmpty() ? "" : ",\"data\":{" + body + "}")) {
                String text = "{\"message_type\":\"text\",\"content\":\"x\"" + data + "}";
                Map<String, Object> expected = Json.object(text);
                expected.put("seq", BigDecimal.valueOf(5));
                expected.put("source", "offline");
                Map<String, Object> expectedData = Json.object(text, "data");
                Map<String, Object> marked = new LinkedHashMap<>(expectedData);
                marked.put("offline", true);
                expected.put("data", marked);
                assertThat(Json.object(Json.utf8(JsonCodec.encode((Message) JsonCodec.decode(text))
                                .replayedBytes(5))))
                        .isEqualTo(expected);
            }
        }
    }

    @Test
    void quoting_makes_a_json_string_of_any_text() {
        assertThat(JsonCodec.quote("a\"b\\c\n\u0000\u001f\uD83D\uDE00"))
                .isEqualTo("\"a\\\"b\\\\c\\n\\u0000\\u001F\uD83D\uDE00\"");
    }

    static Stream<Arguments> brokenFrames() {
        String long129 = "x".repeat(129);
        return Stream.of(
                malformed("null"),
                malformed("[]"),
                malformed("1"),
                malformed("true"),
                malformed("\"text\""),
                malformed(""),
                malformed("   "),
                malformed("{"),
                malformed("}"),
                malformed("{\"message_type\""),
                malformed("{\"message_type\":"),
                malformed("{\"message_type\":\"text\""),
                malformed("{\"message_type\":\"text\",}"),
                malformed("{message_type:\"text\"}"),
                malformed("{'message_type':'text'}"),
                malformed("{\"message_type\":\"text\"} x"),
                malformed("{\"message_type\":\"text\"}{}"),
                malformed("{\"message_type\":\"text\"},"),
                malformed("{\"message_type\":\"text\"}]"),
                malformed("{\"message_type\":\"text\" /* comment */}"),
                malformed("\uFEFF{\"message_type\":\"text\"}"),
                malformed("\u0000"),
                malformed("{\"message_type\":\"text\",\"content\":\"a\u0000b\"}"),
                malformed("{\"message_type\":\"text\",\"content\":\"a\nb\"}"),
                malformed("{\"message_type\":\"text\",\"content\":\"\\x\"}"),
                malformed("{\"message_type\":\"text\",\"content\":\"\\u12\"}"),
                malformed("{\"message_type\":\"text\",\"content\":NaN}"),
                malformed("{\"message_type\":\"text\",\"seq\":01}"),
                malformed("\uD83D\uDE00"),
                malformed(text("\"x\":" + "[".repeat(32) + "]".repeat(32))),
                malformed(text("\"data\":" + "{\"a\":".repeat(32) + "1" + "}".repeat(32))),
                malformed(text("\"data\":[]")),
                malformed(text("\"data\":\"x\"")),
                malformed(text("\"data\":1")),
                malformed(text("\"data\":true")),
                malformed(text("\"content\":1")),
                malformed(text("\"content\":{}")),
                malformed(text("\"content\":[\"x\"]")),
                malformed(text("\"content\":false")),
                malformed(text("\"message_id\":7")),
                malformed(text("\"receiver\":{}")),
                malformed(text("\"group_ids\":\"g1\"")),
                malformed(text("\"group_ids\":{}")),
                malformed(text("\"group_ids\":[1]")),
                malformed(text("\"group_ids\":[null]")),
                malformed(text("\"group_ids\":[[\"g\"]]")),
                malformed(text("\"require_ack\":1")),
                malformed(text("\"require_ack\":\"true\"")),
                malformed(text("\"priority\":2")),
                malformed(text("\"priority\":\"asap\"")),
                malformed(text("\"broadcast_type\":\"all\"")),
                malformed(text("\"broadcast_type\":true")),
                malformed(text("\"ack\":\"read\"")),
                malformed(text("\"ack\":true")),
                malformed(text("\"seq\":\"1\"")),
                malformed(text("\"seq\":1.0")),
                malformed(text("\"seq\":-1")),
                malformed(text("\"seq\":9223372036854775808")),
                malformed(text("\"seq\":1e3")),
                malformed(text("\"x\":" + "9".repeat(65))),
                malformed(text("\"data\":{\"x\":1." + "9".repeat(64) + "}")),
                malformed(text("\"" + long129 + "\":1")),
                malformed(text("\"lane\":\"system\"")),
                malformed(text("\"lane\":\"fast\"")),
                malformed(text("\"lane\":1")),
                malformed(text("\"source\":\"elsewhere\"")),
                malformed(text("\"push_type\":\"x\"")),
                malformed(text("\"recovered\":\"true\"")),
                malformed(text("\"skip_send_to_client\":0")),
                malformed(text("\"seq_no\":1.5")),
                malformed(text("\"seq_no\":-9223372036854775809")),
                malformed(text("\"ttl_ms\":0")),
                malformed(text("\"ttl_ms\":-5")),
                malformed(text("\"ttl_ms\":31622400001")),
                malformed(text("\"ttl_ms\":\"1\"")),
                malformed(text("\"deadline\":\"tomorrow\"")),
                malformed(text("\"deadline\":-1")),
                malformed(text("\"deadline\":1.5")),
                malformed(text("\"deadline\":253402300800000")),
                malformed(text("\"deadline\":\"+10000-01-01T00:00:00Z\"")),
                malformed(text("\"deadline\":{}")),
                malformed("{\"data\":[],\"message_type\":\"text\"}"),
                malformed("{\"message_type\":1}"),
                malformed("{\"message_type\":{}}"),
                malformed("{\"type\":[]}"),
                malformed("{\"type\":\"name_response\"}"),
                malformed("{\"client_id\":7}"),
                malformed(text("\"content\":\"\\ud83d\"")),
                malformed(text("\"content\":\"\\ude00\\ud83d\"")),
                malformed(text("\"receiver\":\"b\\udc00b\"")),
                malformed(text("\"group_ids\":[\"\\ud800\"]")),
                malformed(text("\"data\":{\"a\":\"\\ud83d\"}")),
                malformed(text("\"data\":{\"\\ud83d\":1}")),
                malformed(text("\"receiver\":\"b\\u0000b\"")),
                malformed(text("\"message_id\":\"a\\nb\"")),
                malformed(text("\"group_ids\":[\"a\\u007f\"]")),
                malformed("{\"client_id\":\"a\\u0001\"}"),
                Arguments.of("{\"message_type\":\"nope\"}", ErrorCode.UNKNOWN_TYPE),
                Arguments.of("{\"message_type\":\"TEXT\"}", ErrorCode.UNKNOWN_TYPE),
                Arguments.of("{\"message_type\":\"text \"}", ErrorCode.UNKNOWN_TYPE),
                Arguments.of("{\"message_type\":null}", ErrorCode.UNKNOWN_TYPE),
                Arguments.of("{\"message_type\":\"\"}", ErrorCode.UNKNOWN_TYPE),
                Arguments.of("{}", ErrorCode.UNKNOWN_TYPE),
                Arguments.of("{\"content\":\"x\"}", ErrorCode.UNKNOWN_TYPE),
                Arguments.of("{\"type\":\"nope\"}", ErrorCode.UNKNOWN_TYPE),
                Arguments.of(text("\"message_id\":\"" + long129 + "\""), ErrorCode.FIELD_TOO_LARGE),
                Arguments.of(text("\"receiver\":\"" + long129 + "\""), ErrorCode.FIELD_TOO_LARGE),
                Arguments.of(text("\"group_ids\":[\"" + long129 + "\"]"), ErrorCode.FIELD_TOO_LARGE),
                Arguments.of("{\"message_type\":\"" + long129 + "\"}", ErrorCode.FIELD_TOO_LARGE),
                Arguments.of("{\"client_name\":\"" + long129 + "\"}", ErrorCode.FIELD_TOO_LARGE),
                Arguments.of(text("\"conflation_key\":\"" + long129 + "\""), ErrorCode.FIELD_TOO_LARGE),
                Arguments.of(text("\"idempotency_key\":\"" + long129 + "\""), ErrorCode.FIELD_TOO_LARGE),
                Arguments.of(text("\"content\":\"" + "x".repeat(65537) + "\""), ErrorCode.FIELD_TOO_LARGE),
                Arguments.of(text("\"data\":{\"a\":\"" + "x".repeat(65529) + "\"}"), ErrorCode.FIELD_TOO_LARGE),
                Arguments.of(text("\"group_ids\":" + groups(33)), ErrorCode.TOO_MANY_GROUPS));
    }

    @ParameterizedTest
    @MethodSource("brokenFrames")
    @Tag("H51")
    void a_broken_frame_is_refused_with_its_code(String text, ErrorCode code) {
        ProtocolException refused = catchThrowableOfType(ProtocolException.class, () -> JsonCodec.decode(text));
        assertThat(refused).as(text).isNotNull();
        assertThat(refused.code()).as(refused.getMessage()).isEqualTo(code);
        assertThat(refused.getMessage()).isNotBlank().matches(said -> !said.matches("(?s).*\\p{Cs}.*"));
    }

    @Test
    void what_is_just_within_the_limits_is_taken() {
        String longest = "x".repeat(128);
        assertThat(message("\"receiver\":\"" + longest + "\",\"" + longest + "\":1")
                        .receiver())
                .isEqualTo(longest);
        assertThat(message("\"group_ids\":" + groups(32)).groupIds()).hasSize(32);
        assertThat(message("\"x\":" + "[".repeat(31) + "]".repeat(31)).type()).isEqualTo(MessageType.TEXT);
        assertThat(message("\"seq\":9223372036854775807").seq()).isEqualTo(Long.MAX_VALUE);
        assertThat(message("\"content\":\"" + "\\u0000\\n\\ud83d\\ude00" + "\"").content())
                .isEqualTo("\u0000\n\uD83D\uDE00");
    }

    @Test
    void a_deadline_is_read_in_both_forms_and_written_in_one() {
        String written = "\"deadline\":\"2026-11-22T10:00:00.120Z\"";
        for (String read :
                List.of("1795341600120", "\"2026-11-22T10:00:00.120Z\"", "\"2026-11-22T10:00:00.120999Z\"")) {
            Message message = message("\"deadline\":" + read);
            assertThat(message.deadline()).isEqualTo(Instant.parse("2026-11-22T10:00:00.120Z"));
            assertThat(JsonCodec.encode(message).live()).isEqualTo(text(written));
        }
    }

    @Test
    void the_keys_of_an_object_are_found_however_they_are_written() {
        assertThat(JsonCodec.decode("{\"message\\u005ftype\":\"te\\u0078t\",\"l\\u0061ne\":\"v\\u0069p\"}"))
                .isEqualTo(Message.builder(MessageType.TEXT).lane(Lane.VIP).build());
    }

    @Test
    void text_with_half_of_a_pair_is_refused_as_text_and_as_bytes_it_cannot_be() {
        assertThat(catchThrowableOfType(ProtocolException.class, () -> JsonCodec.decode(text("\"content\":\"\ud83d\"")))
                        .code())
                .isEqualTo(ErrorCode.MALFORMED_FRAME);
    }

    @Test
    void a_part_of_an_array_is_decoded_without_looking_around_it() {
        byte[] bytes = "}{\"message_type\":\"text\"}{".getBytes(StandardCharsets.UTF_8);
        assertThat(JsonCodec.decode(bytes, 1, bytes.length - 2))
                .isEqualTo(Message.builder(MessageType.TEXT).build());
    }

    @Test
    @Tag("M03")
    void plain_text_becomes_a_text_message_on_request_only() {
        assertThat(JsonCodec.wrapPlainText("hello \"you\""))
                .isEqualTo(Message.builder(MessageType.TEXT)
                        .content("hello \"you\"")
                        .build());
    }

    @Test
    void a_refusal_names_the_message_when_its_id_was_read() {
        ProtocolException refused = catchThrowableOfType(
                ProtocolException.class, () -> JsonCodec.decode("{\"message_id\":\"m9\",\"message_type\":\"nope\"}"));
        assertThat(refused.messageId()).isEqualTo("m9");
        assertThat(refused).hasMessage("unknown message_type 'nope'");
    }

    private static Arguments malformed(String text) {
        return Arguments.of(text, ErrorCode.MALFORMED_FRAME);
    }

    private static String text(String fields) {
        return "{\"message_type\":\"text\"," + fields + "}";
    }

    private static Message message(String fields) {
        return (Message) JsonCodec.decode(text(fields));
    }

    private static String groups(int count) {
        StringBuilder list = new StringBuilder("[");
        for (int i = 0; i < count; i++) {
            list.append(i == 0 ? "" : ",").append("\"g").append(i).append('"');
        }
        return list.append(']').toString();
    }
}
