package io.signalbox.transport;

import static io.signalbox.transport.RecordedFrames.binaryLine;
import static io.signalbox.transport.RecordedFrames.closeLine;
import static io.signalbox.transport.RecordedFrames.errorLine;
import static io.signalbox.transport.RecordedFrames.pingLine;
import static io.signalbox.transport.RecordedFrames.textLine;
import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.WireFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every rule by itself; each is tried with the bytes in one piece and byte by byte. */
@Tag("C31")
@Tag("C32")
final class FrameDecoderTest {
    private static final int MAX_MESSAGE = 70_000;
    private static final byte[] NOTHING = {};

    private final byte[] scratch = new byte[FrameDecoder.scratchLength(MAX_MESSAGE)];

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 9, 125, 126, 127, 65_535, 65_536, MAX_MESSAGE})
    void messages_of_every_length_are_told_whole(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) ('a' + i % 23);
        }
        assertThat(told(masked(0x82, bytes), masked(0x81, bytes)))
                .containsExactly(binaryLine(bytes), textLine(new WireFrame(0x81, bytes).text()));
    }

    @Test
    void an_empty_message_is_a_message() {
        assertThat(told(masked(0x81, NOTHING), masked(0x82, NOTHING))).containsExactly("text ", "binary ");
    }

    @Test
    void fragments_are_joined_and_control_frames_between_them_are_told_at_once() {
        byte[] ping = {1, 2, 3};
        assertThat(told(
                        masked(0x01, "he"),
                        masked(0x89, ping),
                        masked(0x00, NOTHING),
                        masked(0x8a, NOTHING),
                        masked(0x80, "llo"),
                        masked(0x81, "next")))
                .containsExactly(pingLine(ping), "pong", "text hello", "text next");
    }

    @Test
    void a_message_of_empty_fragments_is_empty() {
        assertThat(told(masked(0x01, NOTHING), masked(0x00, NOTHING), masked(0x80, NOTHING)))
                .containsExactly("text ");
    }

    @Test
    void a_frame_without_mask_is_1002() {
        assertThat(told(WireFrame.text("a").unmasked())).containsExactly(errorLine(1002));
        assertThat(told(new WireFrame(0x89, NOTHING).unmasked())).containsExactly(errorLine(1002));
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc1, 0xa1, 0x91, 0xf2, 0xc9, 0x98})
    void a_reserved_bit_is_1002(int first) {
        assertThat(told(masked(first, NOTHING))).containsExactly(errorLine(1002));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4, 5, 6, 7, 11, 12, 13, 14, 15})
    void a_reserved_opcode_is_1002(int opcode) {
        assertThat(told(masked(0x80 | opcode, NOTHING))).containsExactly(errorLine(1002));
    }

    @ParameterizedTest
    @ValueSource(ints = {8, 9, 10})
    void a_control_frame_in_fragments_or_of_more_than_125_bytes_is_1002(int opcode) {
        assertThat(told(masked(opcode, NOTHING))).containsExactly(errorLine(1002));
        assertThat(told(masked(0x80 | opcode, new byte[126]))).containsExactly(errorLine(1002));
    }

    @Test
    void a_ping_of_125_bytes_is_told() {
        byte[] payload = new byte[125];
        payload[124] = 7;
        assertThat(told(masked(0x89, payload))).containsExactly(pingLine(payload));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "82fe0000", // 0 in two bytes
                "82fe007d", // 125 in two bytes
                "82ff0000000000000000",
                "82ff000000000000ffff", // 65535 in eight bytes
                "82ff8000000000000000",
                "82ffffffffffffffffff"
            })
    void a_length_that_is_not_in_its_shortest_form_or_negative_is_1002(String header) {
        assertThat(told(HexFormat.of().parseHex(header + "00000000" + "00".repeat(20))))
                .containsExactly(errorLine(1002));
    }

    @Test
    void a_continuation_of_nothing_is_1002() {
        assertThat(told(masked(0x80, "a"))).containsExactly(errorLine(1002));
        assertThat(told(masked(0x81, "a"), masked(0x00, "b"))).containsExactly(textLine("a"), errorLine(1002));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x01, 0x81, 0x02, 0x82})
    void a_message_inside_the_fragments_of_another_is_1002(int first) {
        assertThat(told(masked(0x01, "a"), masked(first, "b"))).containsExactly(errorLine(1002));
    }

    @Test
    void a_message_that_is_too_big_is_1009_as_soon_as_its_header_says_so() {
        byte[] header = Arrays.copyOf(masked(0x82, new byte[MAX_MESSAGE + 1]), 10);
        assertThat(told(header)).containsExactly(errorLine(1009));
        assertThat(told(HexFormat.of().parseHex("82ff7fffffffffffffff"))).containsExactly(errorLine(1009));
    }

    @Test
    void fragments_that_are_too_big_together_are_1009_as_soon_as_a_header_says_so() {
        byte[] header = Arrays.copyOf(masked(0x00, new byte[40_000]), 4);
        assertThat(told(masked(0x02, new byte[MAX_MESSAGE - 39_999]), header)).containsExactly(errorLine(1009));
        assertThat(told(masked(0x02, new byte[MAX_MESSAGE - 40_000]), masked(0x80, new byte[40_000])))
                .containsExactly(binaryLine(new byte[MAX_MESSAGE]));
    }

    @Test
    void the_room_of_a_message_is_free_again_for_the_next() {
        byte[] most = new byte[MAX_MESSAGE];
        assertThat(told(masked(0x02, new byte[60_000]), masked(0x80, new byte[10_000]), masked(0x82, most)))
                .containsExactly(binaryLine(most), binaryLine(most));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80",
                "bf",
                "c0af",
                "c1bf",
                "c3",
                "c328",
                "e08080",
                "e09fbf",
                "eda080",
                "edbfbf",
                "e282",
                "f0808080",
                "f08fbfbf",
                "f4908080",
                "f5808080",
                "f09f98",
                "ff",
                "fe",
                "c3a9c3",
                "616161616161616161616161ff"
            })
    void text_that_is_not_utf_8_is_1007(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThat(told(masked(0x81, bytes))).containsExactly(errorLine(1007));
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(told(
                            masked(0x01, Arrays.copyOf(bytes, cut)),
                            masked(0x80, Arrays.copyOfRange(bytes, cut, bytes.length))))
                    .as("fragments of %d bytes and the rest", cut)
                    .containsExactly(errorLine(1007));
        }
        assertThat(told(masked(0x82, bytes))).containsExactly(binaryLine(bytes));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"é", "€", "😀", "\u0800\ud7ff\ue000\uffff", "\ud800\udc00\udbff\udfff", "\u0080\u07ff", "\0a"})
    void text_may_be_cut_inside_a_character(String text) {
        byte[] bytes = WireFrame.text(text).payload();
        for (int cut = 0; cut <= bytes.length; cut++) {
            assertThat(told(
                            masked(0x01, Arrays.copyOf(bytes, cut)),
                            masked(0x00, NOTHING),
                            masked(0x80, Arrays.copyOfRange(bytes, cut, bytes.length))))
                    .containsExactly(textLine(text));
        }
    }

    @Test
    void text_that_cannot_become_utf_8_is_1007_at_the_end_of_its_fragment() {
        assertThat(told(masked(0x01, new byte[] {'a', (byte) 0xff}))).containsExactly(errorLine(1007));
    }

    @Test
    void a_close_frame_is_told_with_code_and_reason_and_without() {
        assertThat(told(masked(0x88, NOTHING))).containsExactly(closeLine(1005, ""));
        assertThat(told(WireFrame.close(1001, "").masked())).containsExactly(closeLine(1001, ""));
        assertThat(told(WireFrame.close(4000, "tschüß").masked())).containsExactly(closeLine(4000, "tschüß"));
    }

    @ParameterizedTest
    @ValueSource(ints = {1000, 1001, 1002, 1003, 1007, 1011, 1012, 1013, 1014, 3000, 3999, 4000, 4999})
    void close_codes_that_may_be_sent_are_told(int code) {
        assertThat(told(WireFrame.close(code, "").masked())).containsExactly(closeLine(code, ""));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 2000, 2999, 5000, 65_535})
    void close_codes_that_may_not_be_sent_are_1002(int code) {
        assertThat(told(WireFrame.close(code, "").masked())).containsExactly(errorLine(1002));
    }

    @ParameterizedTest
    @CsvSource({"03, 1002", "03e8ff, 1007", "03e8c3, 1007", "03e8eda080, 1007"})
    void a_close_frame_of_one_byte_or_with_a_reason_that_is_no_text_is_refused(String hex, int code) {
        assertThat(told(masked(0x88, HexFormat.of().parseHex(hex)))).containsExactly(errorLine(code));
    }

    @Test
    void nothing_is_told_after_a_close_frame() {
        assertThat(told(masked(0x01, "a"), WireFrame.close(1000, "").masked(), masked(0x80, "b"), new byte[] {3, 3}))
                .containsExactly(closeLine(1000, ""));
    }

    @Test
    void nothing_is_told_after_an_error() {
        assertThat(told(masked(0x83, "a"), masked(0x81, "b"), masked(0x83, "c")))
                .containsExactly(errorLine(1002));
    }

    @Test
    void more_than_4096_fragments_are_1008() {
        assertThat(told(masked(0x02, NOTHING), repeated(masked(0x00, NOTHING), 4094), masked(0x80, NOTHING)))
                .containsExactly("binary ");
        assertThat(told(masked(0x02, NOTHING), repeated(masked(0x00, NOTHING), 4095)))
                .isEmpty();
        assertThat(told(masked(0x02, NOTHING), repeated(masked(0x00, NOTHING), 4096)))
                .containsExactly(errorLine(1008));
    }

    @Test
    void endless_empty_frames_cost_no_memory() {
        FrameDecoder decoder = new FrameDecoder(MAX_MESSAGE);
        RecordedFrames told = new RecordedFrames();
        told.decode(decoder, ByteBuffer.wrap(masked(0x01, NOTHING)), scratch);
        told.decode(decoder, ByteBuffer.wrap(repeated(masked(0x00, NOTHING), 4000)), scratch);
        told.decode(decoder, ByteBuffer.wrap(repeated(masked(0x8a, NOTHING), 100_000)), scratch);
        assertThat(told.mostHeld()).isZero();
    }

    @Test
    void an_announced_length_costs_nothing_before_the_bytes_arrive_and_nothing_after_the_message() {
        FrameDecoder decoder = new FrameDecoder(MAX_MESSAGE);
        byte[] frame = masked(0x82, new byte[MAX_MESSAGE]);
        RecordedFrames told = new RecordedFrames();
        told.decode(decoder, ByteBuffer.wrap(frame, 0, 14), scratch);
        assertThat(decoder.held()).isZero();
        told.decode(decoder, ByteBuffer.wrap(frame, 14, 1), scratch);
        assertThat(decoder.held()).isLessThanOrEqualTo(64);
        for (int i = 15; i < frame.length - 1; i += 1000) {
            int end = Math.min(i + 1000, frame.length - 1);
            told.decode(decoder, ByteBuffer.wrap(frame, i, end - i), scratch);
            assertThat(decoder.held()).isBetween(end - 14, Math.min(2 * (end - 14), MAX_MESSAGE));
        }
        told.decode(decoder, ByteBuffer.wrap(frame, frame.length - 1, 1), scratch);
        assertThat(decoder.held()).isZero();
        assertThat(told.lines()).containsExactly(binaryLine(new byte[MAX_MESSAGE]));
    }

    /** What is told of these bytes, in one piece and byte by byte, which must be the same. */
    private List<String> told(byte[]... parts) {
        byte[] bytes = joined(parts);
        List<String> whole = new RecordedFrames()
                .decode(new FrameDecoder(MAX_MESSAGE), ByteBuffer.wrap(bytes), scratch)
                .lines();
        FrameDecoder decoder = new FrameDecoder(MAX_MESSAGE);
        RecordedFrames single = new RecordedFrames();
        for (int i = 0; i < bytes.length; i++) {
            single.decode(decoder, ByteBuffer.wrap(bytes, i, 1), scratch);
        }
        assertThat(single.lines()).as("byte by byte").isEqualTo(whole);
        return whole;
    }

    private static byte[] masked(int first, String text) {
        return masked(first, WireFrame.text(text).payload());
    }

    private static byte[] masked(int first, byte[] payload) {
        return new WireFrame(first, payload).masked();
    }

    private static byte[] repeated(byte[] bytes, int times) {
        byte[][] parts = new byte[times][];
        Arrays.fill(parts, bytes);
        return joined(parts);
    }

    private static byte[] joined(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
