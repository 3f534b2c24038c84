package io.signalbox.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.Seeds;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What holds for every stream of a client and every cut of it. */
@Tag("C31")
@Tag("C32")
final class FrameDecoderPropertyTest {
    private static final int MAX_MESSAGE = 3000;
    private static final String[] CHARACTERS = {"a", "~", "\0", "é", "€", "😀", "\ud7ff", "\uffff"};

    private static final int MOST = 2000;
    private static final int BEFORE = 10;

    private final ByteBuffer heap = ByteBuffer.allocate(BEFORE + MOST);
    private final ByteBuffer direct = ByteBuffer.allocateDirect(BEFORE + MOST);
    private final byte[] scratch = new byte[FrameDecoder.scratchLength(MAX_MESSAGE)];

    @Test
    void what_a_client_sends_is_told_exactly_however_it_is_cut() {
        Seeds.each(100, (seed, random) -> {
            Conversation sent = new Conversation(random);
            for (int i = 0; i < 30; i++) {
                sent.message();
            }
            assertThat(told(sent.bytes(), random).lines()).isEqualTo(sent.lines);
        });
    }

    @Test
    void random_bytes_cause_frame_errors_only_and_the_verdict_does_not_depend_on_the_cut() {
        Seeds.each(1000, (seed, random) -> {
            byte[] bytes = new byte[random.nextInt(200)];
            random.nextBytes(bytes);
            if (bytes.length > 1 && random.nextBoolean()) {
                bytes[0] &= (byte) 0x8f;
                bytes[1] |= (byte) 0x80;
            }
            checkCuts(bytes, random);
        });
    }

    @Test
    void mutated_streams_cause_frame_errors_only_and_the_verdict_does_not_depend_on_the_cut() {
        Seeds.each(300, (seed, random) -> {
            Conversation sent = new Conversation(random);
            for (int i = 0; i < 5; i++) {
                sent.message();
            }
            checkCuts(mutated(sent.bytes(), random), random);
        });
    }

    private void checkCuts(byte[] bytes, Random random) {
        RecordedFrames whole = new RecordedFrames();
        whole.decode(new FrameDecoder(MAX_MESSAGE), ByteBuffer.wrap(bytes), scratch);
        for (int i = 0; i < 4; i++) {
            RecordedFrames cut = told(bytes, random);
            assertThat(cut.lines()).isEqualTo(whole.lines());
            assertThat(cut.mostHeld())
                    .isLessThanOrEqualTo(Math.min(2 * bytes.length + 64, MAX_MESSAGE) + IncomingFrame.MAX_CONTROL);
        }
    }

    /** Decodes {@code bytes} in random pieces, from the heap and from outside of it, at random places of their buffer. */
    private RecordedFrames told(byte[] bytes, Random random) {
        FrameDecoder decoder = new FrameDecoder(MAX_MESSAGE);
        RecordedFrames told = new RecordedFrames();
        int most = 1 + random.nextInt(random.nextBoolean() ? 5 : MOST);
        for (int at = 0; at < bytes.length; ) {
            int count = Math.min(1 + random.nextInt(most), bytes.length - at);
            int before = random.nextInt(BEFORE);
            ByteBuffer room = (random.nextBoolean() ? heap : direct).clear().limit(before + count);
            told.decode(decoder, room.put(before, bytes, at, count).position(before), scratch);
            assertThat(room.hasRemaining()).isFalse();
            Arrays.fill(scratch, 0, Math.min(2 * count, scratch.length), (byte) random.nextInt());
            at += count;
        }
        return told;
    }

    private static byte[] mutated(byte[] bytes, Random random) {
        byte[] changed = bytes.clone();
        for (int i = random.nextInt(4); i >= 0; i--) {
            int at = random.nextInt(changed.length);
            switch (random.nextInt(4)) {
                case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
                case 1 -> changed[at] = (byte) random.nextInt(256);
                case 2 -> changed = Arrays.copyOf(changed, at + 1);
                default -> {
                    int from = random.nextInt(changed.length);
                    int count = Math.min(random.nextInt(30), changed.length - Math.max(at, from));
                    System.arraycopy(changed, from, changed, at, count);
                }
            }
        }
        return changed;
    }

    /** A valid stream, and what a decoder must tell of it. */
    private static final class Conversation {
        private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
        private final List<String> lines = new ArrayList<>();
        private final Random random;

        Conversation(Random random) {
            this.random = random;
        }

        byte[] bytes() {
            return stream.toByteArray();
        }

        void message() {
            boolean text = random.nextBoolean();
            byte[] payload = text ? text() : bytes(length());
            List<Integer> cuts = new ArrayList<>(List.of(0, payload.length));
            for (int i = random.nextInt(4); i > 0; i--) {
                cuts.add(random.nextInt(payload.length + 1));
            }
            cuts.sort(null);
            int last = cuts.size() - 2;
            for (int i = 0; i <= last; i++) {
                int opcode = i > 0 ? IncomingFrame.CONTINUATION : text ? IncomingFrame.TEXT : IncomingFrame.BINARY;
                byte[] fragment = Arrays.copyOfRange(payload, cuts.get(i), cuts.get(i + 1));
                frame((i == last ? 0x80 : 0) | opcode, fragment);
                if (i == last) {
                    lines.add(
                            text
                                    ? RecordedFrames.textLine(new String(payload, StandardCharsets.UTF_8))
                                    : RecordedFrames.binaryLine(payload));
                }
                controlFrames();
            }
        }

        private void controlFrames() {
            while (random.nextInt(4) == 0) {
                byte[] payload = bytes(random.nextInt(126));
                boolean ping = random.nextBoolean();
                frame(ping ? 0x89 : 0x8a, payload);
                lines.add(ping ? RecordedFrames.pingLine(payload) : "pong");
            }
        }

        private void frame(int first, byte[] payload) {
            ByteBuffer header = ByteBuffer.allocate(14).put((byte) first);
            if (payload.length < 126) {
                header.put((byte) (0x80 | payload.length));
            } else {
                header.put((byte) (0x80 | 126)).putShort((short) payload.length);
            }
            byte[] mask = bytes(4);
            header.put(mask);
            stream.write(header.array(), 0, header.position());
            for (int i = 0; i < payload.length; i++) {
                stream.write(payload[i] ^ mask[i % 4]);
            }
        }

        private byte[] text() {
            StringBuilder text = new StringBuilder();
            int kinds = random.nextBoolean() ? 1 : CHARACTERS.length;
            for (int i = length() / 4; i > 0; i--) {
                text.append(CHARACTERS[random.nextInt(kinds)]);
            }
            return text.toString().getBytes(StandardCharsets.UTF_8);
        }

        private int length() {
            return random.nextInt(
                    switch (random.nextInt(3)) {
                        case 0 -> 20;
                        case 1 -> 300;
                        default -> MAX_MESSAGE + 1;
                    });
        }

        private byte[] bytes(int length) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            return bytes;
        }
    }
}
