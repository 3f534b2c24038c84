package io.signalbox.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.WireFrame;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class SocketConnectionTest extends SocketFixture {
    private static final int LARGE = 200_000;

    @Test
    void what_waits_is_written_in_order_and_the_source_is_told_how_much() throws Exception {
        begin();
        send("one", "two", "three");
        assertThat(read()).isEqualTo("one");
        assertThat(read()).isEqualTo("two");
        assertThat(read()).isEqualTo("three");
        assertThat(source.writtenAll.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void a_frame_larger_than_the_buffer_arrives_whole_between_small_ones() throws Exception {
        begin();
        String large = "x".repeat(LARGE);
        send("before", large, "after");
        assertThat(read()).isEqualTo("before");
        assertThat(read()).isEqualTo(large);
        assertThat(read()).isEqualTo("after");
    }

    @Tag("M08")
    @Test
    void frames_of_four_threads_arrive_once_each_and_in_the_order_of_their_thread() throws Exception {
        begin();
        int each = 20_000;
        List<Thread> senders = IntStream.range(0, 4)
                .mapToObj(sender -> new Thread(() -> {
                    for (int i = 0; i < each; i++) {
                        source.add(sender + ":" + i);
                        connection().wake();
                    }
                }))
                .toList();
        senders.forEach(Thread::start);
        int[] next = new int[4];
        for (int i = 0; i < 4 * each; i++) {
            String[] parts = read().split(":", 2);
            int sender = Integer.parseInt(parts[0]);
            assertThat(Integer.parseInt(parts[1])).isEqualTo(next[sender]++);
        }
        for (Thread sender : senders) {
            sender.join();
        }
    }

    @Test
    void a_connection_of_another_loop_is_written_from_the_loop_that_woke_it() throws Exception {
        begin();
        source.add("from elsewhere");
        loops.next().execute(() -> connection().wake());
        assertThat(read()).isEqualTo("from elsewhere");
    }

    @Tag("R23")
    @Test
    void a_peer_that_does_not_read_stops_the_pulling_and_gets_everything_when_it_reads() throws Exception {
        begin();
        String large = "y".repeat(MAX_MESSAGE);
        int count = 500;
        for (int i = 0; i < count; i++) {
            source.add(i + large);
        }
        connection().wake();
        while (connection().stalledFor().compareTo(Duration.ofMillis(50)) < 0) {
            Thread.onSpinWait();
        }
        assertThat(source.taken.get()).isLessThan(count);
        for (int i = 0; i < count; i++) {
            assertThat(read()).isEqualTo(i + large);
        }
        assertThat(source.writtenAll.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(connection().stalledFor()).isZero();
    }

    @Tag("H53")
    @Test
    void a_ping_goes_out_and_any_control_frame_counts_as_alive() throws Exception {
        begin();
        connection().ping();
        assertThat(frame().opcode()).isEqualTo(9);
        write(new WireFrame(0x8a, new byte[0]));
        write(new WireFrame(0x89, new byte[] {1, 2, 3}));
        WireFrame pong = frame();
        assertThat(pong.opcode()).isEqualTo(10);
        assertThat(pong.payload()).containsExactly(1, 2, 3);
        assertThat(received.events.take()).isEqualTo("alive");
        assertThat(received.events.take()).isEqualTo("alive");
    }

    @Tag("K14")
    @Test
    void a_ping_with_a_number_is_known_by_its_pong() throws Exception {
        begin();
        connection().ping(0x0102030405060708L);
        WireFrame ping = frame();
        assertThat(ping.opcode()).isEqualTo(9);
        assertThat(ping.payload()).containsExactly(1, 2, 3, 4, 5, 6, 7, 8);
        write(new WireFrame(0x8a, ping.payload()));
        write(new WireFrame(0x8a, new byte[] {1, 2, 3}));
        assertThat(received.events.take()).isEqualTo("pong 72623859790382856");
        assertThat(received.events.take()).isEqualTo("alive");
    }

    @Test
    void what_came_with_the_handshake_is_read_first() throws Exception {
        connection().begin(WireFrame.text("early").masked(), () -> {});
        write(WireFrame.text("later"));
        assertThat(received.events.take()).isEqualTo("text early");
        assertThat(received.events.take()).isEqualTo("text later");
    }

    @Test
    void with_deflate_it_reads_and_writes_what_is_compressed_and_what_is_not() throws Exception {
        connection().receiver(received, true);
        String large = "the same again and ".repeat(1000);
        byte[] deflated = RawDeflate.deflate(large.getBytes(StandardCharsets.UTF_8), 0, large.length());
        connection().begin(new WireFrame(0xc1, Objects.requireNonNull(deflated)).masked(), () -> {});
        write(WireFrame.text("plain"));
        assertThat(received.events.take()).isEqualTo("text " + large);
        assertThat(received.events.take()).isEqualTo("text plain");
        send("small", large);
        assertThat(read()).isEqualTo("small");
        WireFrame frame = frame();
        assertThat(frame.first()).isEqualTo(0xc1);
        assertThat(RawDeflate.inflate(frame.payload(), 0, frame.payload().length, LARGE))
                .isEqualTo(large.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void without_deflate_what_is_compressed_breaks_the_protocol() throws Exception {
        begin();
        write(new WireFrame(0xc1, new byte[] {1, 2, 3}));
        assertThat(frame().closeCode()).isEqualTo(1002);
    }

    @Tag("C24")
    @Tag("C24")
    @Tag("C24")
    @Tag("H44")
    @Tag("H44")
    @Tag("C32")
    @Test
    void a_peer_that_pings_and_does_not_read_costs_no_memory() throws Exception {
        begin();
        for (int i = 0; i < 200_000; i++) {
            write(new WireFrame(0x89, new byte[0]));
        }
        write(WireFrame.close(1000, ""));
        int pongs = 0;
        for (WireFrame frame = frame(); frame.opcode() != 8; frame = frame()) {
            assertThat(frame.opcode()).isEqualTo(10);
            pongs++;
        }
        assertThat(pongs).isPositive();
    }
}
