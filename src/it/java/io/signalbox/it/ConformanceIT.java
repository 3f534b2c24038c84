package io.signalbox.it;

import static io.signalbox.it.RawWebSocket.BINARY;
import static io.signalbox.it.RawWebSocket.CLOSE;
import static io.signalbox.it.RawWebSocket.CONTINUATION;
import static io.signalbox.it.RawWebSocket.PING;
import static io.signalbox.it.RawWebSocket.PONG;
import static io.signalbox.it.RawWebSocket.TEXT;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.it.RawWebSocket.Bytes;
import io.signalbox.it.RawWebSocket.Frame;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 6455, clause by clause, against the endpoint that ships, byte for byte. Where a wire is known to do otherwise,
 * {@link Wires} says what it does, under the clause's name, and that is asserted instead.
 */
@ParameterizedClass
@MethodSource("io.signalbox.it.Wires#enabled")
@Tag("RFC6455")
class ConformanceIT extends Conformance {
    private static final int LARGEST = 65_536;

    ConformanceIT(Wires wire) {
        super(wire);
    }

    @ParameterizedTest
    @Tag("RFC6455-5.2")
    @CsvSource({
        "reserved bit 1, C1, 1002",
        "reserved bit 2, A1, 1002",
        "reserved bit 3, 91, 1002",
        "reserved bit on a ping, C9, 1002",
        "reserved opcode 3, 83, 1002",
        "reserved opcode 4, 84, 1002",
        "reserved opcode 5, 85, 1002",
        "reserved opcode 6, 86, 1002",
        "reserved opcode 7, 87, 1002",
        "reserved opcode 11, 8B, 1002",
        "reserved opcode 12, 8C, 1002",
        "reserved opcode 13, 8D, 1002",
        "reserved opcode 14, 8E, 1002",
        "reserved opcode 15, 8F, 1002"
    })
    void a_reserved_bit_or_opcode_closes_with_1002(String clause, String firstByte, int code) throws Exception {
        ends(clause, code + " closed", Bytes.frame(HexFormat.fromHexDigits(firstByte), true, new byte[0]));
    }

    @ParameterizedTest
    @Tag("RFC6455-5.1")
    @CsvSource({"unmasked text, 81", "unmasked binary, 82", "unmasked ping, 89", "unmasked close, 88"})
    void a_frame_without_mask_closes_with_1002(String clause, String firstByte) throws Exception {
        byte[] payload = clause.endsWith("close") ? Bytes.closePayload(1000, "") : ascii("{}");
        ends(clause, "1002 closed", Bytes.frame(HexFormat.fromHexDigits(firstByte), false, payload));
    }

    @Test
    @Tag("RFC6455-5.2")
    void a_length_of_two_to_the_sixty_three_closes_with_1002() throws Exception {
        ends("length with the top bit", "1002 closed", Bytes.frame(0x81, true, 8, Long.MIN_VALUE, new byte[0]));
    }

    @ParameterizedTest
    @Tag("RFC6455-5.2")
    @CsvSource({"short length in 16 bits, 2", "short length in 64 bits, 8"})
    void a_length_that_is_not_the_shortest_closes_with_1002(String clause, int lengthBytes) throws Exception {
        ends(clause, "1002 closed", Bytes.frame(0x81, true, lengthBytes, 2, ascii("{}")));
    }

    @Test
    @Tag("RFC6455-5.4")
    void a_message_in_fragments_is_one_message() throws Exception {
        try (RawWebSocket raw = open()) {
            byte[] message = toMyself("whole");
            raw.write(Bytes.part(TEXT, Arrays.copyOf(message, 10)));
            raw.write(Bytes.part(CONTINUATION, new byte[0]));
            raw.write(Bytes.part(CONTINUATION, Arrays.copyOfRange(message, 10, 11)));
            raw.write(Bytes.frame(CONTINUATION, Arrays.copyOfRange(message, 11, message.length)));
            assertThat(content(raw)).isEqualTo("whole");
        }
    }

    @Test
    @Tag("RFC6455-5.4")
    void frames_in_single_bytes_and_many_frames_in_one_packet_are_the_same() throws Exception {
        try (RawWebSocket raw = open()) {
            raw.writeSplit(Bytes.frame(TEXT, toMyself("slowly")), 1);
            assertThat(content(raw)).isEqualTo("slowly");
            byte[] all = new byte[0];
            for (int i = 0; i < 50; i++) {
                all = Bytes.join(all, Bytes.frame(TEXT, toMyself("at once " + i)));
            }
            raw.write(all);
            for (int i = 0; i < 50; i++) {
                assertThat(content(raw)).isEqualTo("at once " + i);
            }
        }
    }

    @Test
    @Tag("RFC6455-5.4")
    void a_ping_between_two_fragments_is_answered_before_the_message_is_whole() throws Exception {
        try (RawWebSocket raw = open()) {
            byte[] message = toMyself("around");
            raw.write(Bytes.part(TEXT, Arrays.copyOf(message, 10)));
            raw.write(Bytes.frame(PING, "between"));
            Frame pong = raw.frame();
            assertThat(pong.opcode()).isEqualTo(PONG);
            assertThat(pong.utf8()).isEqualTo("between");
            raw.write(Bytes.frame(CONTINUATION, Arrays.copyOfRange(message, 10, message.length)));
            assertThat(content(raw)).isEqualTo("around");
        }
    }

    @Test
    @Tag("RFC6455-5.4")
    void a_continuation_of_nothing_closes_with_1002() throws Exception {
        ends("continuation of nothing", "1002 closed", Bytes.frame(CONTINUATION, "{}"));
    }

    @Test
    @Tag("RFC6455-5.4")
    void a_new_message_within_fragments_closes_with_1002() throws Exception {
        ends(
                "message within fragments",
                "1002 closed",
                Bytes.join(Bytes.part(TEXT, ascii("{")), Bytes.frame(TEXT, "{}")));
    }

    @ParameterizedTest
    @Tag("RFC6455-5.5.2")
    @ValueSource(ints = {0, 1, 125})
    void a_ping_is_answered_with_a_pong_of_the_same_payload(int length) throws Exception {
        try (RawWebSocket raw = open()) {
            byte[] payload = new byte[length];
            Arrays.fill(payload, (byte) 0xFE);
            raw.write(Bytes.frame(PING, payload));
            Frame pong = raw.frame();
            assertThat(pong.opcode()).isEqualTo(PONG);
            assertThat(pong.payload()).isEqualTo(payload);
        }
    }

    @Test
    @Tag("RFC6455-5.5.3")
    void a_pong_that_nobody_asked_for_is_ignored() throws Exception {
        try (RawWebSocket raw = open()) {
            raw.write(Bytes.frame(PONG, "hello"));
            raw.write(Bytes.frame(PING, "after"));
            Frame pong = raw.frame();
            assertThat(pong.opcode()).isEqualTo(PONG);
            assertThat(pong.utf8()).isEqualTo("after");
        }
    }

    @ParameterizedTest
    @Tag("RFC6455-5.5")
    @CsvSource({"ping of 126 bytes, 9", "pong of 126 bytes, 10", "close of 126 bytes, 8"})
    void an_oversized_control_frame_closes_with_1002(String clause, int opcode) throws Exception {
        byte[] payload = opcode == CLOSE ? Bytes.closePayload(1000, "x".repeat(124)) : new byte[126];
        ends(clause, "1002 closed", Bytes.frame(opcode, payload));
    }

    @ParameterizedTest
    @Tag("RFC6455-5.5")
    @CsvSource({"ping in fragments, 9", "pong in fragments, 10", "close in fragments, 8"})
    void a_control_frame_in_fragments_closes_with_1002(String clause, int opcode) throws Exception {
        byte[] payload = opcode == CLOSE ? Bytes.closePayload(1000, "") : ascii("half");
        ends(clause, "1002 closed", Bytes.part(opcode, payload));
    }

    @Test
    @Tag("RFC6455-8.1")
    void characters_cut_by_fragments_arrive_whole() throws Exception {
        try (RawWebSocket raw = open()) {
            byte[] message = toMyself("é€\uD83D\uDE00");
            raw.write(Bytes.part(TEXT, Arrays.copyOf(message, 1)));
            for (int i = 1; i < message.length - 1; i++) {
                raw.write(Bytes.part(CONTINUATION, new byte[] {message[i]}));
            }
            raw.write(Bytes.frame(CONTINUATION, new byte[] {message[message.length - 1]}));
            assertThat(content(raw)).isEqualTo("é€\uD83D\uDE00");
        }
    }

    @ParameterizedTest
    @Tag("RFC6455-8.1")
    @CsvSource({
        "second byte wrong, 22C328",
        "overlong, 22C080",
        "half of a surrogate pair, 22EDA080",
        "beyond the last code point, 22F4908080",
        "continuation byte alone, 2280",
        "cut off at the end, 22E282"
    })
    void text_that_is_no_utf8_closes_with_1007(String clause, String hex) throws Exception {
        byte[] text = HexFormat.of().parseHex(hex);
        ends("UTF-8 " + clause, "1007 closed", Bytes.frame(TEXT, text));
        ends(
                "UTF-8 in fragments " + clause,
                "1007 closed",
                Bytes.join(
                        Bytes.part(TEXT, Arrays.copyOf(text, 2)),
                        Bytes.frame(CONTINUATION, Arrays.copyOfRange(text, 2, text.length))));
    }

    @Test
    @Tag("C31")
    void a_message_of_the_largest_size_is_taken_in_one_frame_and_in_fragments() throws Exception {
        try (RawWebSocket raw = open()) {
            byte[] message = padded(LARGEST);
            raw.write(Bytes.frame(TEXT, message));
            raw.textWith("\"padded\"");
            raw.write(Bytes.part(TEXT, Arrays.copyOf(message, 30_000)));
            raw.write(Bytes.part(CONTINUATION, Arrays.copyOfRange(message, 30_000, 60_000)));
            raw.write(Bytes.frame(CONTINUATION, Arrays.copyOfRange(message, 60_000, LARGEST)));
            raw.textWith("\"padded\"");
        }
    }

    @Test
    @Tag("C31")
    void one_byte_more_closes_with_1009() throws Exception {
        ends("one byte too many", "1009 closed", Bytes.frame(TEXT, padded(LARGEST + 1)));
    }

    @Test
    @Tag("C31")
    void one_binary_byte_more_closes_with_1009() throws Exception {
        ends("one binary byte too many", "1009 closed", Bytes.frame(BINARY, new byte[LARGEST + 1]));
    }

    @Test
    @Tag("C31")
    void one_byte_more_in_fragments_closes_with_1009() throws Exception {
        byte[] message = padded(LARGEST + 1);
        ends(
                "one byte too many in fragments",
                "1009 closed",
                Bytes.join(
                        Bytes.part(TEXT, Arrays.copyOf(message, 40_000)),
                        Bytes.frame(CONTINUATION, Arrays.copyOfRange(message, 40_000, LARGEST + 1))));
    }

    @Test
    @Tag("C31")
    void the_limit_counts_bytes_and_not_characters() throws Exception {
        String two = "\"" + "é".repeat(LARGEST / 2) + "\"";
        ends("fewer characters but too many bytes", "1009 closed", Bytes.frame(TEXT, two));
        byte[] bytes = two.getBytes(StandardCharsets.UTF_8);
        ends(
                "fewer characters but too many bytes in fragments",
                "1009 closed",
                Bytes.join(
                        Bytes.part(TEXT, Arrays.copyOf(bytes, 40_000)),
                        Bytes.frame(CONTINUATION, Arrays.copyOfRange(bytes, 40_000, bytes.length))));
    }

    @Test
    @Tag("C31")
    void a_terabyte_announced_closes_at_once() throws Exception {
        try (RawWebSocket raw = open()) {
            raw.deadline(Duration.ofSeconds(3));
            raw.write(Bytes.frame(0x81, true, 8, 1L << 40, ascii("{\"message_type\"")));
            String observed = told(raw.end());
            check("terabyte announced", "1009 closed", observed.replace("1002", "1009"));
        }
        gone();
    }

    @Test
    @Tag("H51")
    @Tag("C32")
    void bad_content_is_answered_with_a_code_and_the_connection_goes_on() throws Exception {
        try (RawWebSocket raw = open()) {
            for (String text :
                    new String[] {"null", "[]", "1", "", " ", "\u0000", "{", "garbage", "[".repeat(60_000)}) {
                raw.send(text);
                assertThat(raw.textWith("\"error\"")).as(text).contains("\"code\":\"malformed_frame\"");
            }
            raw.send("{\"message_type\":\"nonsense\"}");
            assertThat(raw.textWith("\"error\"")).contains("\"code\":\"unknown_type\"");
            for (int length : new int[] {0, 3, LARGEST}) {
                raw.write(Bytes.frame(BINARY, new byte[length]));
                assertThat(raw.textWith("\"error\"")).contains("\"code\":\"binary_not_supported\"");
            }
            raw.ping("still here");
        }
    }

    private static String content(RawWebSocket raw) throws Exception {
        return String.valueOf(((Message) JsonCodec.decode(raw.textWith("\"text\""))).content());
    }

    /** A ping of that many bytes. */
    private static byte[] padded(int length) {
        String ping = "{\"message_type\":\"ping\",\"message_id\":\"padded\"}";
        return ascii(ping + " ".repeat(length - ping.length()));
    }
}
