package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.Strands;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Disconnect;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.ManualScheduler;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.Seeds;
import io.signalbox.testing.Sessions;
import io.signalbox.testing.SlowWire;
import io.signalbox.testing.SwitchableInbox;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/**
 * A feed delivers every entry once and in order, whatever the order in which entries are announced, read and written.
 */
class InboxFeedTest {
    private static final UserKey BOB = Users.user("bob");

    @Test
    void any_interleaving_of_storing_announcing_reading_and_writing_gives_every_entry_once_in_order() {
        Seeds.each(400, (seed, random) -> new Interleaving(random).run());
    }

    @Test
    void a_duplicate_announcement_is_not_delivered_twice() {
        Fixture f = new Fixture(new Random(1), 100);
        f.start();
        f.append(true);
        f.announceAll();
        f.feed.stored(1, f.message(1), JsonCodec.encode(f.message(1)));
        assertThat(f.seqs()).containsExactly(1L);
    }

    @Test
    void an_announcement_that_overtook_another_is_delivered_after_it() {
        Fixture f = new Fixture(new Random(1), 100);
        f.start();
        f.append(true);
        f.append(true);
        f.announced.remove(1).run();
        f.settle();
        assertThat(f.seqs()).containsExactly(1L, 2L);
        f.announceAll();
        f.settle();
        assertThat(f.seqs()).containsExactly(1L, 2L);
    }

    @Test
    void a_gap_that_expiry_left_does_not_stop_the_feed() {
        Fixture f = new Fixture(new Random(1), 100);
        for (int i = 0; i < 3; i++) {
            f.append(true);
        }
        f.inbox.remove(BOB, List.of(3L));
        f.inbox.remove(BOB, List.of(1L));
        f.start();
        assertThat(f.seqs()).containsExactly(2L);
        f.append(true);
        f.announceAll();
        assertThat(f.seqs()).containsExactly(2L, 4L);
    }

    @Test
    void after_the_session_ended_the_feed_reads_nothing_more() {
        Fixture f = new Fixture(new Random(1), 5);
        for (int i = 0; i < 20; i++) {
            f.append(true);
        }
        f.wire.hold();
        f.feed.start();
        f.session.ended(Disconnect.byClient(1000, ""));
        f.wire.completeAll();
        f.settle();
        assertThat(f.wire.texts()).hasSize(1);
        assertThat(f.scheduler.waiting()).isZero();
    }

    @Test
    void a_strand_that_is_full_delays_the_feed_and_loses_nothing() {
        Fixture f = new Fixture(new Random(1), 5);
        f.start();
        f.append(true);
        f.append(false);
        f.executor.reject(true);
        f.announced.remove(1).run();
        f.settleWithoutTime();
        assertThat(f.seqs()).isEmpty();
        f.executor.reject(false);
        f.settle();
        assertThat(f.seqs()).containsExactly(1L, 2L);
        assertThat(f.waiting()).containsExactly(1L);
    }

    @Test
    void concurrent_senders_a_slow_wire_and_a_replay_give_every_entry_once_in_order() throws Exception {
        for (int round = 0; round < 10; round++) {
            concurrently(round);
        }
    }

    private static void concurrently(int round) throws Exception {
        int senders = 3;
        int each = 150;
        ExecutorService workers = Executors.newFixedThreadPool(4);
        ExecutorService writer = Executors.newSingleThreadExecutor();
        Inbox inbox = new InMemoryInbox(new ManualClock(), Duration.ofDays(1), 100_000);
        List<String> texts = Collections.synchronizedList(new ArrayList<>());
        CountDownLatch all = new CountDownLatch(senders * each);
        SlowWire wire = new SlowWire(writer, frame -> {
            texts.add(frame.payloadText());
            all.countDown();
        });
        ClientSession session = Sessions.open(Users.identity(BOB, "b1"), wire, "outbox-messages", 1000);
        Strands strands = new Strands(workers, 8, 10_000);
        InboxFeed feed = new InboxFeed(
                session,
                inbox,
                task -> strands.execute(session, task),
                new ManualScheduler(),
                Reports.none(),
                new Metrics(),
                20);
        for (int sender = 0; sender < senders; sender++) {
            String name = "s" + sender;
            int half = sender % 2 == 0 ? each / 2 : 0;
            for (int i = 0; i < half; i++) {
                inbox.append(BOB, message(name + "-" + i, true));
            }
            workers.execute(() -> {
                for (int i = half; i < each; i++) {
                    Message message = message(name + "-" + i, true);
                    long seq = inbox.append(BOB, message);
                    feed.stored(seq, message, JsonCodec.encode(message));
                }
            });
        }
        strands.execute(session, feed::start);
        boolean complete = all.await(30, TimeUnit.SECONDS);
        assertThat(complete).as("round %d: missing %d", round, all.getCount()).isTrue();
        workers.shutdown();
        assertThat(workers.awaitTermination(10, TimeUnit.SECONDS)).isTrue();
        writer.shutdown();
        assertThat(texts.stream()
                        .filter(text -> !text.contains("slow_consumer"))
                        .map(text -> Long.valueOf(String.valueOf(Json.text(text, "seq")))))
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, (long) senders * each).boxed().toList());
    }

    private static Message message(String id, boolean tracked) {
        return Frames.text(id).receiver("bob").requireAck(tracked).build();
    }

    /** A feed whose every step the test decides. */
    private static class Fixture {
        final Random random;
        final Inbox memory = new InMemoryInbox(new ManualClock(), Duration.ofDays(1), 10_000);
        final SwitchableInbox inbox = new SwitchableInbox(memory);
        final QueuedExecutor executor = new QueuedExecutor();
        final ManualScheduler scheduler = new ManualScheduler();
        final FakeWire wire = new FakeWire();
        final List<Message> messages = new ArrayList<>();
        final List<Runnable> announced = new ArrayList<>();
        final ClientSession session;
        final InboxFeed feed;

        Fixture(Random random, int page) {
            this(random, page, 1000);
        }

        Fixture(Random random, int page, int outbox) {
            this.random = random;
            session = Sessions.open(Users.identity(BOB, "b1"), wire, "outbox-messages", outbox);
            Strands strands = new Strands(executor, 1, 100_000);
            feed = new InboxFeed(
                    session,
                    inbox,
                    task -> strands.execute("key", task),
                    scheduler,
                    Reports.none(),
                    new Metrics(),
                    page);
        }

        void start() {
            feed.start();
            settle();
        }

        Message message(int number) {
            return messages.get(number - 1);
        }

        void append(boolean tracked) {
            Message message = InboxFeedTest.message("m" + messages.size(), tracked);
            messages.add(message);
            long seq = memory.append(BOB, message);
            announced.add(() -> feed.stored(seq, message, JsonCodec.encode(message)));
        }

        void announceAll() {
            announced.forEach(Runnable::run);
            announced.clear();
        }

        void settleWithoutTime() {
            do {
                executor.runAll();
                wire.completeAll();
            } while (executor.waiting() > 0);
        }

        void settle() {
            settleWithoutTime();
            for (int i = 0; i < 3; i++) {
                scheduler.advance(Duration.ofSeconds(1));
                settleWithoutTime();
            }
        }

        List<Long> seqs() {
            return wire.texts().stream()
                    .filter(text -> !text.contains("slow_consumer"))
                    .map(text -> Long.valueOf(String.valueOf(Json.text(text, "seq"))))
                    .toList();
        }

        List<Long> waiting() {
            return memory.read(BOB, 0, 100_000).entries().stream()
                    .map(Inbox.Entry::seq)
                    .toList();
        }
    }

    /** Random steps; announcements come late, in any order, twice, or never if another follows. */
    private static final class Interleaving extends Fixture {
        private final boolean mayLose;
        private boolean lost;

        Interleaving(Random random) {
            // A small outbox is congested now and then, and parks what is announced.
            super(random, 1 + random.nextInt(5), random.nextBoolean() ? 16 : 1000);
            mayLose = random.nextInt(3) == 0;
        }

        void run() {
            wire.hold();
            int before = random.nextInt(15);
            for (int i = 0; i < before; i++) {
                append(random.nextInt(3) > 0);
            }
            announced.clear();
            inbox.afterRead(this::meanwhile);
            feed.start();
            for (int i = 0; i < 150; i++) {
                step();
            }
            inbox.down(false);
            int[] left = {3};
            inbox.afterRead(() -> {
                if (random.nextBoolean() && left[0]-- > 0) {
                    append(true);
                    announceAll();
                }
            });
            executor.reject(false);
            if (lost) {
                append(true);
            }
            announceAll();
            settle();
            assertThat(seqs())
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, messages.size()).boxed().toList());
            assertThat(waiting())
                    .as("tracked entries wait, untracked ones are gone")
                    .containsExactlyElementsOf(LongStream.rangeClosed(1, messages.size())
                            .filter(seq -> message((int) seq).requireAck())
                            .boxed()
                            .toList());
            assertThat(session.isOpen()).isTrue();
            assertThat(scheduler.waiting()).isZero();
        }

        /** Between the reading of a page and what the feed does with it. */
        private void meanwhile() {
            while (random.nextInt(3) == 0 && messages.size() < 200) {
                append(random.nextInt(3) > 0);
                if (random.nextBoolean()) {
                    announced.remove(random.nextInt(announced.size())).run();
                }
            }
        }

        private void step() {
            switch (random.nextInt(12)) {
                case 0, 1, 2 -> append(random.nextInt(3) > 0);
                case 3, 4 -> {
                    if (!announced.isEmpty()) {
                        announced.remove(random.nextInt(announced.size())).run();
                    }
                }
                case 5 -> {
                    if (!announced.isEmpty()) {
                        announced.get(random.nextInt(announced.size())).run();
                    }
                }
                case 6 -> {
                    if (mayLose && !announced.isEmpty()) {
                        announced.remove(random.nextInt(announced.size()));
                        lost = true;
                    }
                }
                case 7, 8 -> {
                    if (executor.waiting() > 0) {
                        executor.run(0);
                    }
                }
                case 9 -> wire.complete(true);
                case 10 -> scheduler.advance(Duration.ofMillis(random.nextInt(1200)));
                default -> {
                    inbox.down(random.nextInt(4) == 0);
                    executor.reject(random.nextInt(4) == 0);
                }
            }
        }
    }
}
