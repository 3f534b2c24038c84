package io.signalbox.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.CloseCode;
import io.signalbox.testing.WireFrame;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("B01")
final class FrameTrackerTest {
    private static final int[] LENGTHS = {0, 1, 125, 126, 127, 4096, 4097, 65535, 65536, 70_000};

    private final FrameTracker tracker = new FrameTracker();

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void frames_of_every_length_are_found_however_the_bytes_are_cut(boolean masked) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        List<Integer> ends = new ArrayList<>();
        for (int length : LENGTHS) {
            WireFrame frame = WireFrame.binary(new byte[length]);
            stream.write(masked ? frame.masked() : frame.unmasked());
            ends.add(stream.size());
        }
        assertThat(frameEnds(stream.toByteArray(), random)).as("seed %d", seed).isEqualTo(ends);
        assertThat(tracker.betweenMessages()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void small_whole_texts_are_captured_and_unmasked_and_nothing_else(boolean masked) throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<WireFrame> frames = List.of(
                WireFrame.text("é hello"),
                WireFrame.binary(new byte[10]),
                WireFrame.text("x".repeat(4096)),
                WireFrame.text("y".repeat(4097)),
                new WireFrame(0x01, new byte[] {'f'}),
                new WireFrame(0x80, new byte[] {'g'}),
                new WireFrame(0xc1, new byte[] {'c'}),
                WireFrame.text(""));
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (WireFrame frame : frames) {
            stream.write(masked ? frame.masked() : frame.unmasked());
        }
        tracker.capture(true);
        List<String> texts = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(stream.toByteArray());
        while (bytes.hasRemaining()) {
            ByteBuffer chunk = cut(bytes, random);
            while (chunk.hasRemaining()) {
                tracker.advance(chunk);
                tracker.takeText().ifPresent(texts::add);
            }
        }
        assertThat(texts).as("seed %d", seed).containsExactly("é hello", "x".repeat(4096), "");
    }

    @Test
    void between_fragments_a_control_frame_may_come_but_no_message() {
        tracker.advanceAll(ByteBuffer.wrap(new WireFrame(0x01, new byte[3]).unmasked()));
        assertThat(tracker.betweenFrames()).isTrue();
        assertThat(tracker.betweenMessages()).isFalse();
        tracker.advanceAll(ByteBuffer.wrap(new WireFrame(0x89, new byte[3]).unmasked()));
        assertThat(tracker.betweenMessages()).isFalse();
        tracker.advanceAll(ByteBuffer.wrap(new WireFrame(0x80, new byte[3]).unmasked()));
        assertThat(tracker.betweenMessages()).isTrue();
    }

    @Test
    void inside_a_frame_nothing_may_come() {
        byte[] frame = WireFrame.text("hello").unmasked();
        for (int i = 1; i < frame.length; i++) {
            FrameTracker inside = new FrameTracker();
            inside.advanceAll(ByteBuffer.wrap(frame, 0, i));
            assertThat(inside.betweenFrames()).isFalse();
        }
    }

    @Test
    void after_a_close_frame_nothing_may_come() {
        tracker.advanceAll(ByteBuffer.wrap(WireFrame.close(1000, "bye").unmasked()));
        assertThat(tracker.closeSeen()).isTrue();
        assertThat(tracker.betweenFrames()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(ints = {0x83, 0x87, 0x8b, 0x8f})
    void what_is_no_websocket_makes_it_lost_for_ever(int first) {
        tracker.advanceAll(ByteBuffer.wrap(new byte[] {(byte) first, 0, 0, 0, 0}));
        tracker.advanceAll(ByteBuffer.wrap(WireFrame.text("hello").unmasked()));
        assertThat(tracker.lost()).isTrue();
        assertThat(tracker.betweenFrames()).isFalse();
    }

    @Test
    void a_negative_length_makes_it_lost() {
        byte[] header = new byte[10];
        header[0] = (byte) 0x82;
        header[1] = 127;
        header[2] = (byte) 0x80;
        tracker.advanceAll(ByteBuffer.wrap(header));
        assertThat(tracker.lost()).isTrue();
    }

    @Test
    void frames_of_ours_are_frames() throws IOException {
        String longText = "a".repeat(300);
        assertThat(read(FrameWriter.text(longText)).text()).isEqualTo(longText);
        WireFrame close = read(FrameWriter.close(CloseCode.SERVICE_RESTART));
        assertThat(close.closeCode()).isEqualTo(1012);
        assertThat(close.closeReason()).isEqualTo("service_restart");
    }

    private static WireFrame read(ByteBuffer frame) throws IOException {
        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        return WireFrame.read(new ByteArrayInputStream(bytes));
    }

    private List<Integer> frameEnds(byte[] stream, Random random) {
        List<Integer> ends = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(stream);
        int passed = 0;
        while (bytes.hasRemaining()) {
            ByteBuffer chunk = cut(bytes, random);
            while (chunk.hasRemaining()) {
                int before = chunk.position();
                tracker.advance(chunk);
                passed += chunk.position() - before;
                if (tracker.betweenFrames()) {
                    ends.add(passed);
                }
            }
        }
        return ends;
    }

    private static ByteBuffer cut(ByteBuffer bytes, Random random) {
        int size = 1 + (random.nextInt(4) == 0 ? random.nextInt(20_000) : random.nextInt(7));
        int count = Math.min(size, bytes.remaining());
        ByteBuffer chunk = bytes.slice(bytes.position(), count);
        bytes.position(bytes.position() + count);
        return chunk;
    }
}
