package io.signalbox.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.WireFrame;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

final class SocketConnectionTest {
    private static final int MAX_MESSAGE = 64 * 1024;
    private static final int LARGE = 200_000;

    private final EventLoops loops = new EventLoops("test", 2);
    private final Received received = new Received();
    private final Queued source = new Queued();
    private @Nullable Socket client;
    private @Nullable SocketConnection connection;

    @BeforeEach
    void open() throws IOException {
        loops.start();
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            Socket connected = new Socket();
            connected.setReceiveBufferSize(32 * 1024);
            connected.connect(server.getLocalAddress());
            connected.setSoTimeout(20_000);
            client = connected;
            SocketChannel accepted = server.accept();
            accepted.configureBlocking(false);
            SocketConnection opened = new SocketConnection(loops.next(), accepted, MAX_MESSAGE);
            opened.receiver(received, false);
            opened.attach(source);
            opened.open();
            connection = opened;
        }
    }

    @AfterEach
    void close() throws IOException {
        loops.stop();
        client().close();
    }

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
    @Test
    void our_close_goes_out_after_what_was_taken_and_the_answer_ends_the_socket() throws Exception {
        begin();
        send("last words");
        assertThat(read()).isEqualTo("last words");
        connection().close(4001, "slow_consumer");
        source.add("never sent");
        connection().wake();
        WireFrame close = frame();
        assertThat(close.closeCode()).isEqualTo(4001);
        assertThat(close.closeReason()).isEqualTo("slow_consumer");
        write(WireFrame.close(4001, ""));
        assertThat(in().read()).isEqualTo(-1);
        assertThat(received.end()).isEqualTo("CLOSED_BY_US 4001 slow_consumer");
        assertThat(source.lost.await(20, TimeUnit.SECONDS)).isTrue();
    }

    @Tag("C24")
    @Test
    void the_peers_close_is_answered_with_its_code_and_told_as_its_own() throws Exception {
        begin();
        write(WireFrame.close(3001, "enough"));
        assertThat(frame().closeCode()).isEqualTo(3001);
        assertThat(in().read()).isEqualTo(-1);
        assertThat(received.end()).isEqualTo("CLOSED_BY_PEER 3001 enough");
    }

    @Test
    void a_close_without_a_code_is_answered_without_one() throws Exception {
        begin();
        write(new WireFrame(0x88, new byte[0]));
        assertThat(frame().payload()).isEmpty();
        assertThat(received.end()).isEqualTo("CLOSED_BY_PEER 1005 ");
    }

    @Tag("C24")
    @Test
    void the_first_of_two_causes_is_told() throws Exception {
        begin();
        connection().close(1001, "going_away");
        connection().close(4001, "slow_consumer");
        assertThat(frame().closeCode()).isEqualTo(1001);
        client().close();
        assertThat(received.end()).isEqualTo("CLOSED_BY_US 1001 going_away");
    }

    @Tag("H44")
    @Test
    void a_peer_that_is_gone_without_a_word_is_an_end_of_stream() throws Exception {
        begin();
        client().close();
        assertThat(received.end()).isEqualTo("END_OF_STREAM 1006 ");
    }

    @Tag("H44")
    @Test
    void a_reset_in_the_middle_of_a_frame_is_noticed() throws Exception {
        begin();
        byte[] message = WireFrame.text("cut off").masked();
        client().getOutputStream().write(message, 0, 5);
        client().setSoLinger(true, 0);
        client().close();
        assertThat(received.end()).startsWith("READ_FAILED 1006 ");
    }

    @Tag("C32")
    @Test
    void a_broken_rule_closes_with_its_code_and_what_follows_is_passed_over() throws Exception {
        begin();
        client().getOutputStream().write(WireFrame.text("not masked").unmasked());
        assertThat(frame().closeCode()).isEqualTo(1002);
        write(WireFrame.text("too late"));
        assertThat(in().read()).isEqualTo(-1);
        client().close();
        assertThat(received.end()).startsWith("PROTOCOL_ERROR 1002 ");
    }

    @Test
    void a_message_that_fails_its_reader_closes_with_1011() throws Exception {
        begin();
        write(WireFrame.text("fail"));
        assertThat(frame().closeCode()).isEqualTo(1011);
    }

    @Test
    void aborting_ends_the_socket_without_a_close_frame() throws Exception {
        begin();
        connection().abort();
        assertThat(in().read()).isEqualTo(-1);
        assertThat(received.end()).startsWith("ABORTED 1006");
    }

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

    private void begin() {
        connection().begin(new byte[0], () -> {});
    }

    private void send(String... texts) {
        for (String text : texts) {
            source.add(text);
        }
        connection().wake();
    }

    private void write(WireFrame frame) throws IOException {
        client().getOutputStream().write(frame.masked());
    }

    private String read() throws IOException {
        return frame().text();
    }

    private WireFrame frame() throws IOException {
        return WireFrame.read(in());
    }

    private InputStream in() throws IOException {
        return client().getInputStream();
    }

    private Socket client() {
        if (client == null) {
            throw new IllegalStateException("not open");
        }
        return client;
    }

    private SocketConnection connection() {
        if (connection == null) {
            throw new IllegalStateException("not open");
        }
        return connection;
    }

    private static final class Received implements Inbound {
        final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

        String end() throws InterruptedException {
            String end = ends.poll(20, TimeUnit.SECONDS);
            return end == null ? "no end" : end;
        }

        @Override
        public void text(byte[] utf8, int offset, int length) {
            String text = new String(utf8, offset, length, StandardCharsets.UTF_8);
            if (text.equals("fail")) {
                throw new IllegalStateException("a reader that fails");
            }
            events.add("text " + text);
        }

        @Override
        public void binary(byte[] bytes, int offset, int length) {
            events.add("binary " + length);
        }

        @Override
        public void alive() {
            if (events.size() < 100) {
                events.add("alive");
            }
        }

        @Override
        public void ended(Ending ending) {
            ends.add(ending.cause() + " " + ending.code() + " " + ending.reason());
        }
    }

    private static final class Queued implements FrameSource {
        private final Queue<OutboundFrame> frames = new ConcurrentLinkedQueue<>();
        final AtomicInteger taken = new AtomicInteger();
        final CountDownLatch lost = new CountDownLatch(1);
        final CountDownLatch writtenAll = new CountDownLatch(1);
        private final AtomicInteger added = new AtomicInteger();
        private final AtomicInteger written = new AtomicInteger();

        void add(String text) {
            added.incrementAndGet();
            frames.add(OutboundFrame.text(text));
        }

        @Override
        public @Nullable OutboundFrame next() {
            OutboundFrame next = frames.poll();
            if (next != null) {
                taken.incrementAndGet();
            }
            return next;
        }

        @Override
        public void written(int count) {
            if (written.addAndGet(count) == added.get()) {
                writtenAll.countDown();
            }
        }

        @Override
        public void lost() {
            lost.countDown();
        }
    }
}
