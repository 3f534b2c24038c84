package io.signalbox.transport;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.Seeds;
import io.signalbox.testing.WireFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many connections on several loops: nothing is lost and nothing overtakes, whoever wakes whom. */
@Tag("M08")
final class FanOutTest {
    private static final int LOOPS = 2;
    private static final int ROUNDS = 10;

    private final EventLoops loops = new EventLoops("test-fan-out", LOOPS);
    private final List<Member> members = new ArrayList<>();

    @BeforeEach
    void start() {
        loops.start();
    }

    @AfterEach
    void stop() throws IOException {
        loops.stop();
        for (Member member : members) {
            member.client.close();
        }
    }

    @Test
    void many_connections_of_another_loop_are_written_by_their_own() throws Exception {
        open(40 * LOOPS);
        fanOut(members.get(0).connection.loop());
        for (Member member : members) {
            expectRounds(member);
            assertThat(member.writers).containsExactly(threadOf(member.connection.loop()));
        }
    }

    @Test
    void a_few_connections_of_another_loop_are_written_by_the_one_that_woke_them() throws Exception {
        open(10 * LOOPS);
        EventLoop waker = members.get(0).connection.loop();
        fanOut(waker);
        Thread expected = threadOf(waker);
        for (Member member : members) {
            expectRounds(member);
            assertThat(member.writers).containsExactly(expected);
        }
    }

    @Test
    void nothing_is_lost_when_loops_and_other_threads_wake_at_random() throws Exception {
        open(60);
        int senders = LOOPS + 3;
        int each = 4_000;
        Seeds.run(20261122, (seed, random) -> {
            CountDownLatch done = new CountDownLatch(senders);
            for (int sender = 0; sender < senders; sender++) {
                Sender next = new Sender(sender, each, new Random(random.nextLong()), done);
                if (sender < LOOPS) {
                    EventLoop loop = loops.next();
                    loop.execute(() -> next.burstOn(loop));
                } else {
                    new Thread(next::burst, "sender-" + sender).start();
                }
            }
            await(done);
            members.forEach(member -> expectAll(member, senders));
        });
        assertThat(members.stream().mapToInt(member -> member.added.get()).sum())
                .isEqualTo(senders * each);
    }

    /** One turn of {@code waker} wakes all, once for each frame. */
    private void fanOut(EventLoop waker) {
        waker.execute(() -> {
            for (int round = 0; round < ROUNDS; round++) {
                for (Member member : members) {
                    member.send(Integer.toString(round));
                }
            }
        });
    }

    private static void expectRounds(Member member) throws IOException {
        for (int round = 0; round < ROUNDS; round++) {
            assertThat(member.read()).isEqualTo(Integer.toString(round));
        }
    }

    private static Thread threadOf(EventLoop loop) throws Exception {
        CompletableFuture<Thread> thread = new CompletableFuture<>();
        loop.execute(() -> thread.complete(Thread.currentThread()));
        return thread.get(20, TimeUnit.SECONDS);
    }

    /** As many frames as were sent to it, those of each sender in their order. */
    private static void expectAll(Member member, int senders) {
        int[] last = new int[senders];
        for (int i = member.added.get(); i > 0; i--) {
            String[] parts = member.read().split(":", 3);
            int number = Integer.parseInt(parts[1]);
            int sender = Integer.parseInt(parts[0]);
            assertThat(number).isGreaterThan(last[sender]);
            last[sender] = number;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(20, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void open(int count) throws Exception {
        CountDownLatch open = new CountDownLatch(count);
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
            for (int i = 0; i < count; i++) {
                Member member = new Member(loops.next(), server);
                members.add(member);
                member.connection.begin(new byte[0], () -> {});
                member.connection.loop().execute(open::countDown);
            }
        }
        await(open);
    }

    /** Sends to random members in bursts, some frames large, so that sockets are full now and then. */
    private final class Sender {
        private final int number;
        private final Random random;
        private final CountDownLatch done;
        private int left;
        private int sent;

        Sender(int number, int count, Random random, CountDownLatch done) {
            this.number = number;
            this.left = count;
            this.random = random;
            this.done = done;
        }

        /** On a loop: a burst in each turn, so that a turn's batch is small at times and large at others. */
        void burstOn(EventLoop loop) {
            send(1 + random.nextInt(200));
            if (left > 0) {
                loop.execute(() -> burstOn(loop));
            }
        }

        /** On another thread: the loops fall asleep between some bursts. */
        void burst() {
            while (left > 0) {
                send(1 + random.nextInt(50));
                for (int i = random.nextInt(2_000); i > 0; i--) {
                    Thread.onSpinWait();
                }
            }
        }

        private void send(int burst) {
            int count = Math.min(burst, left);
            for (int i = 0; i < count; i++) {
                int length = random.nextInt(20) == 0 ? random.nextInt(20_000) : random.nextInt(50);
                Member member = members.get(random.nextInt(members.size()));
                member.send(number + ":" + ++sent + ":" + "z".repeat(length));
            }
            left -= count;
            if (left == 0) {
                done.countDown();
            }
        }
    }

    /** A connection and its client. */
    private static final class Member implements FrameSource {
        final Socket client = new Socket();
        final SocketConnection connection;
        /** Whose threads pulled. */
        final Set<Thread> writers = ConcurrentHashMap.newKeySet();

        final AtomicInteger added = new AtomicInteger();
        private final Queue<OutboundFrame> frames = new ConcurrentLinkedQueue<>();

        Member(EventLoop loop, ServerSocketChannel server) throws IOException {
            client.connect(server.getLocalAddress());
            client.setSoTimeout(20_000);
            SocketChannel accepted = server.accept();
            accepted.configureBlocking(false);
            connection = new SocketConnection(loop, accepted, 64 * 1024);
            connection.attach(this);
            connection.open();
        }

        void send(String text) {
            added.incrementAndGet();
            frames.add(OutboundFrame.text(text));
            connection.wake();
        }

        String read() {
            try {
                return WireFrame.read(client.getInputStream()).text();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public @Nullable OutboundFrame next() {
            OutboundFrame next = frames.poll();
            if (next != null) {
                writers.add(Thread.currentThread());
            }
            return next;
        }

        @Override
        public void written(int count) {
            // What arrives is what counts here.
        }

        @Override
        public void lost() {
            // With the end of the test.
        }
    }
}
