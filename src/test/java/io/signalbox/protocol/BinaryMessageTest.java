package io.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.signalbox.testing.Seeds;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("M04")
class BinaryMessageTest {
    private static final String ENVELOPE = "{\"message_type\":\"binary\",\"receiver\":\"bob\"}";

    @Test
    void the_layout_is_length_envelope_payload() {
        byte[] frame = frame(ENVELOPE, new byte[] {1, -1});
        assertThat(Arrays.copyOf(frame, 3)).containsExactly(0, ENVELOPE.length(), '{');
        BinaryMessage read = BinaryMessage.decode(ByteBuffer.wrap(frame));
        assertThat(read.envelope())
                .isEqualTo(Message.builder(MessageType.BINARY).receiver("bob").build());
        assertThat(read.payload()).isEqualTo(ByteBuffer.wrap(new byte[] {1, -1}));
        assertThat(read.payload().isReadOnly()).isTrue();
        assertThat(read.encode()).isEqualTo(frame);
    }

    @Test
    void any_payload_survives_a_round_trip() {
        Seeds.each(300, (seed, random) -> {
            byte[] payload = new byte[random.nextInt(random.nextBoolean() ? 8 : 60_000)];
            random.nextBytes(payload);
            Message envelope = Message.builder(MessageType.BINARY)
                    .receiver("user " + random.nextInt())
                    .content("\u00e4".repeat(random.nextInt(200)))
                    .build();
            BinaryMessage message = new BinaryMessage(envelope, ByteBuffer.wrap(payload));
            byte[] frame = message.encode();
            byte[] padded = new byte[frame.length + 10];
            System.arraycopy(frame, 0, padded, 5, frame.length);
            BinaryMessage read = BinaryMessage.decode(ByteBuffer.wrap(padded, 5, frame.length));
            assertThat(read).isEqualTo(message);
            assertThat(read.encode()).isEqualTo(frame);
        });
    }

    @Test
    void what_is_cut_short_or_garbled_is_refused() {
        byte[] whole = frame(ENVELOPE, new byte[0]);
        for (int length = 0; length < whole.length; length++) {
            assertThat(refusal(Arrays.copyOf(whole, length)))
                    .as("%d bytes", length)
                    .isEqualTo(ErrorCode.MALFORMED_FRAME);
        }
        Seeds.each(2000, (seed, random) -> {
            byte[] frame = frame(ENVELOPE, new byte[3]);
            frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
            try {
                BinaryMessage.decode(ByteBuffer.wrap(frame));
            } catch (ProtocolException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        });
    }

    @Test
    void the_whole_message_and_the_envelope_are_bounded() {
        byte[] most = frame(ENVELOPE, new byte[Limits.MAX_MESSAGE_BYTES - 2 - ENVELOPE.length()]);
        assertThat(BinaryMessage.decode(ByteBuffer.wrap(most)).payload().remaining())
                .isGreaterThan(65_000);
        assertThat(refusal(Arrays.copyOf(most, most.length + 1))).isEqualTo(ErrorCode.FIELD_TOO_LARGE);
        BinaryMessage tooLong = new BinaryMessage(
                Message.builder(MessageType.BINARY).content("x".repeat(65_536)).build(), ByteBuffer.allocate(0));
        assertThat(catchThrowableOfType(ProtocolException.class, tooLong::encode)
                        .code())
                .isEqualTo(ErrorCode.FIELD_TOO_LARGE);
    }

    @Test
    void one_that_asks_to_be_tracked_is_refused_because_it_cannot_be_stored() {
        assertThat(refusal(frame("{\"message_type\":\"binary\",\"require_ack\":true}", new byte[1])))
                .isEqualTo(ErrorCode.BINARY_NOT_STORABLE);
    }

    @Test
    void an_envelope_that_is_no_message_is_refused() {
        assertThat(refusal(frame("{\"type\":\"ping\"}", new byte[1]))).isEqualTo(ErrorCode.MALFORMED_FRAME);
        assertThat(refusal(frame("null", new byte[1]))).isEqualTo(ErrorCode.MALFORMED_FRAME);
        assertThat(refusal(frame("", new byte[1]))).isEqualTo(ErrorCode.MALFORMED_FRAME);
    }

    private static ErrorCode refusal(byte[] frame) {
        return catchThrowableOfType(ProtocolException.class, () -> BinaryMessage.decode(ByteBuffer.wrap(frame)))
                .code();
    }

    private static byte[] frame(String envelope, byte[] payload) {
        byte[] head = envelope.getBytes(StandardCharsets.UTF_8);
        return ByteBuffer.allocate(2 + head.length + payload.length)
                .putShort((short) head.length)
                .put(head)
                .put(payload)
                .array();
    }
}
