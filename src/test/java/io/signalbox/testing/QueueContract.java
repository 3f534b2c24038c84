package io.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.queue.QueueEntry;
import io.signalbox.queue.QueueFullException;
import io.signalbox.queue.QueueSettings;
import io.signalbox.queue.QueueStore;
import io.signalbox.queue.Queues;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * What named queues do on every {@link QueueStore}. Each test uses queues of its own, so that an implementation may keep
 * one store for all of them.
 */
@Tag("R22")
@Timeout(60)
public abstract class QueueContract {
    /** What the store under test allows. */
    protected static final QueueSettings SETTINGS =
            new QueueSettings(200, 100, 1000, 300, Duration.ofDays(7), Duration.ofMinutes(1));

    private static final AtomicInteger TESTS = new AtomicInteger();

    /** The time that the store under test goes by. */
    protected final ManualClock clock = new ManualClock();

    private final String jobs = "jobs-" + TESTS.incrementAndGet();
    private final Metrics metrics = new Metrics();
    private QueueStore store;
    private Queues queues;

    @SuppressWarnings("NullAway.Init") // set before each test
    protected QueueContract() {}

    /** The store under test, with {@link #clock} and {@link #SETTINGS}. */
    protected abstract QueueStore store();

    @BeforeEach
    void makeQueues() {
        store = store();
        queues = node(SETTINGS.pollInterval());
    }

    @Test
    void what_was_put_in_first_is_taken_first() throws Exception {
        IntStream.range(0, 20).forEach(i -> queues.enqueue(jobs, "job " + i));
        assertThat(queues.length(jobs)).isEqualTo(20);
        for (int i = 0; i < 20; i++) {
            assertThat(queues.dequeue(jobs, Duration.ZERO).map(QueueEntry::body))
                    .contains("job " + i);
        }
        assertThat(queues.length(jobs)).isZero();
        assertThat(metrics.value(Count.QUEUE_ENTRIES_ADDED)).isEqualTo(20);
        assertThat(metrics.value(Count.QUEUE_ENTRIES_TAKEN)).isEqualTo(20);
    }

    @Test
    void an_entry_is_what_was_put_in_and_says_when_and_where() {
        String body = "{\"ü\":\"\\u0000 \uD83D\uDE00\"}";
        long seq = queues.enqueue(jobs, body, Duration.ofMinutes(1));
        assertThat(queues.peek(jobs))
                .contains(new QueueEntry(seq, body, ManualClock.START, ManualClock.START.plus(Duration.ofMinutes(1))));
    }

    @Test
    void a_queue_that_nobody_put_anything_in_is_empty() throws Exception {
        assertThat(queues.dequeue(jobs, Duration.ZERO)).isEmpty();
        assertThat(queues.dequeueBatch(jobs, 10)).isEmpty();
        assertThat(queues.peek(jobs)).isEmpty();
        assertThat(queues.length(jobs)).isZero();
        assertThat(queues.clear(jobs)).isZero();
    }

    @Test
    void when_the_time_is_over_nothing_is_taken_and_nothing_thrown() throws Exception {
        assertThat(queues.dequeue(jobs, Duration.ofMillis(20))).isEmpty();
        queues.enqueue(jobs, "late");
        assertThat(queues.dequeue(jobs, Duration.ZERO).map(QueueEntry::body)).contains("late");
    }

    @Test
    void a_waiting_consumer_is_woken_by_what_its_node_puts_in() throws Exception {
        CompletableFuture<Optional<QueueEntry>> waiting = consumer(queues);
        queues.enqueue(jobs, "there");
        // The poll interval is a minute: only the wake-up can be as quick as this.
        assertThat(waiting.get(20, TimeUnit.SECONDS).map(QueueEntry::body)).contains("there");
    }

    @Test
    void a_waiting_consumer_finds_what_another_node_puts_in() throws Exception {
        CompletableFuture<Optional<QueueEntry>> waiting = consumer(node(Duration.ofMillis(10)));
        queues.enqueue(jobs, "from elsewhere");
        assertThat(waiting.get(20, TimeUnit.SECONDS).map(QueueEntry::body)).contains("from elsewhere");
    }

    @Test
    void a_batch_takes_the_first_ones_in_their_order() {
        IntStream.range(0, 5).forEach(i -> queues.enqueue(jobs, "job " + i));
        assertThat(queues.dequeueBatch(jobs, 3))
                .extracting(QueueEntry::body)
                .containsExactly("job 0", "job 1", "job 2");
        assertThat(queues.dequeueBatch(jobs, 3)).extracting(QueueEntry::body).containsExactly("job 3", "job 4");
    }

    @Test
    void a_look_takes_nothing() {
        queues.enqueue(jobs, "one");
        queues.enqueue(jobs, "two");
        assertThat(queues.peek(jobs).map(QueueEntry::body)).contains("one");
        assertThat(queues.peek(jobs).map(QueueEntry::body)).contains("one");
        assertThat(queues.length(jobs)).isEqualTo(2);
    }

    @Test
    void queues_have_nothing_to_do_with_each_other() {
        queues.enqueue(jobs, "mine");
        queues.enqueue(jobs + ".b", "theirs");
        assertThat(queues.clear(jobs)).isEqualTo(1);
        assertThat(queues.length(jobs)).isZero();
        assertThat(queues.dequeueBatch(jobs + ".b", 10))
                .extracting(QueueEntry::body)
                .containsExactly("theirs");
    }

    @Test
    void a_queue_that_was_cleared_takes_as_much_as_a_new_one() {
        IntStream.range(0, 100).forEach(i -> queues.enqueue(jobs, "x"));
        assertThat(queues.clear(jobs)).isEqualTo(100);
        IntStream.range(0, 100).forEach(i -> queues.enqueue(jobs, "y"));
        assertThat(queues.length(jobs)).isEqualTo(100);
    }

    @Test
    void a_full_queue_refuses_the_next_entry_and_keeps_the_others() {
        IntStream.range(0, 100).forEach(i -> queues.enqueue(jobs, "job " + i));
        assertThatExceptionOfType(QueueFullException.class)
                .isThrownBy(() -> queues.enqueue(jobs, "one more"))
                .withMessageContaining(jobs);
        assertThat(queues.length(jobs)).isEqualTo(100);
        assertThat(queues.dequeueBatch(jobs, 1)).extracting(QueueEntry::body).containsExactly("job 0");
        queues.enqueue(jobs, "one more");
    }

    @Test
    void a_queue_is_full_by_bytes_too() {
        IntStream.range(0, 3).forEach(i -> queues.enqueue(jobs, "ü".repeat(150)));
        queues.enqueue(jobs, "x".repeat(100));
        assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queues.enqueue(jobs, "y"));
        queues.dequeueBatch(jobs, 1);
        queues.enqueue(jobs, "x".repeat(300));
        assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> queues.enqueue(jobs, "y"));
    }

    @Test
    void nobody_gets_an_entry_whose_time_ran_out() throws Exception {
        queues.enqueue(jobs, "short", Duration.ofSeconds(10));
        queues.enqueue(jobs, "long", Duration.ofSeconds(30));
        clock.advance(Duration.ofSeconds(10));
        assertThat(queues.length(jobs)).isEqualTo(1);
        assertThat(queues.peek(jobs).map(QueueEntry::body)).contains("long");
        assertThat(queues.dequeue(jobs, Duration.ZERO).map(QueueEntry::body)).contains("long");
        assertThat(queues.dequeue(jobs, Duration.ZERO)).isEmpty();
    }

    @Test
    void entries_whose_time_ran_out_make_room_and_are_removed() {
        IntStream.range(0, 50).forEach(i -> queues.enqueue(jobs, "x", Duration.ofSeconds(10)));
        IntStream.range(0, 50).forEach(i -> queues.enqueue(jobs, "y"));
        clock.advance(Duration.ofSeconds(10));
        queues.enqueue(jobs, "fits");
        assertThat(queues.length(jobs)).isEqualTo(51);
        store.expire();
        queues.enqueue(jobs + ".b", "x", Duration.ofSeconds(10));
        clock.advance(Duration.ofSeconds(10));
        assertThat(store.expire()).isEqualTo(1);
        assertThat(store.expire()).isZero();
        queues.enqueue(jobs + ".b", "again");
        assertThat(queues.length(jobs + ".b")).isEqualTo(1);
    }

    @Test
    void concurrent_consumers_get_each_entry_once_and_in_order() throws Exception {
        List<QueueEntry> taken = Collections.synchronizedList(new ArrayList<>());
        AtomicInteger left = new AtomicInteger(90);
        Concurrently.run(6, thread -> {
            if (thread < 3) {
                for (int i = 0; i < 30; i++) {
                    queues.enqueue(jobs, thread + ":" + i);
                }
                return;
            }
            long last = 0;
            while (left.get() > 0) {
                for (QueueEntry entry : queues.dequeueBatch(jobs, 1 + thread % 3, Duration.ofMillis(5))) {
                    assertThat(entry.seq()).isGreaterThan(last);
                    last = entry.seq();
                    taken.add(entry);
                    left.decrementAndGet();
                }
            }
        });
        assertThat(taken).extracting(QueueEntry::seq).doesNotHaveDuplicates().hasSize(90);
        for (int producer = 0; producer < 3; producer++) {
            String prefix = producer + ":";
            assertThat(taken.stream()
                            .filter(entry -> entry.body().startsWith(prefix))
                            .sorted((a, b) -> Long.compare(a.seq(), b.seq()))
                            .map(QueueEntry::body))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 30).mapToObj(i -> prefix + i).toList());
        }
        assertThat(queues.length(jobs)).isZero();
    }

    @Test
    void cleaning_never_takes_what_is_put_in_meanwhile() throws Exception {
        AtomicInteger added = new AtomicInteger();
        AtomicInteger taken = new AtomicInteger();
        Concurrently.run(4, thread -> {
            for (int i = 0; i < 25; i++) {
                if (thread == 0) {
                    store.expire();
                } else {
                    queues.enqueue(jobs, "x");
                    added.incrementAndGet();
                    taken.addAndGet(queues.dequeueBatch(jobs, 1).size());
                }
            }
        });
        assertThat(taken.get() + queues.dequeueBatch(jobs, 100).size())
                .isEqualTo(added.get())
                .isEqualTo(75);
    }

    @Test
    void a_queue_that_several_begin_at_once_is_one_queue() throws Exception {
        Concurrently.run(8, thread -> queues.enqueue(jobs, "from " + thread));
        assertThat(queues.dequeueBatch(jobs, 100))
                .extracting(QueueEntry::seq)
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void there_are_so_many_queues_and_no_more() {
        AtomicInteger made = new AtomicInteger();
        assertThatExceptionOfType(QueueFullException.class).isThrownBy(() -> {
            while (made.get() <= SETTINGS.maxQueues()) {
                queues.enqueue(jobs + "." + made.get(), "x", Duration.ofSeconds(1));
                made.incrementAndGet();
            }
        });
        assertThat(made.get()).isPositive();
        clock.advance(Duration.ofSeconds(1));
        assertThat(store.expire()).isGreaterThanOrEqualTo(made.get());
        queues.enqueue(jobs, "there is room again");
    }

    @Test
    void what_makes_no_sense_is_refused() {
        for (String name : List.of("", "a b", "a/b", "ü", "x".repeat(129))) {
            assertThatIllegalArgumentException().isThrownBy(() -> queues.enqueue(name, "x"));
            assertThatIllegalArgumentException().isThrownBy(() -> queues.dequeue(name, Duration.ZERO));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> queues.enqueue(jobs, "x".repeat(301)));
        assertThatIllegalArgumentException().isThrownBy(() -> queues.enqueue(jobs, "a\0b"));
        assertThatIllegalArgumentException().isThrownBy(() -> queues.enqueue(jobs, "\uD83D"));
        assertThatIllegalArgumentException().isThrownBy(() -> queues.enqueue(jobs, "x", Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> queues.enqueue(jobs, "x", Duration.ofDays(8)));
        assertThatIllegalArgumentException().isThrownBy(() -> queues.dequeue(jobs, Duration.ofMillis(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> queues.dequeue(jobs, Duration.ofHours(1)));
        assertThatIllegalArgumentException().isThrownBy(() -> queues.dequeueBatch(jobs, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> queues.dequeueBatch(jobs, 1001));
    }

    /** Another node on the same store. */
    private Queues node(Duration pollInterval) {
        return new Queues(
                store,
                new QueueSettings(
                        SETTINGS.maxQueues(),
                        SETTINGS.maxEntries(),
                        SETTINGS.maxBytes(),
                        SETTINGS.maxEntryBytes(),
                        SETTINGS.retention(),
                        pollInterval),
                metrics,
                clock);
    }

    /** A consumer on a thread of its own that has begun to wait. */
    private CompletableFuture<Optional<QueueEntry>> consumer(Queues node) {
        CompletableFuture<Optional<QueueEntry>> result = new CompletableFuture<>();
        Thread thread = new Thread(
                () -> {
                    try {
                        result.complete(node.dequeue(jobs, Duration.ofMinutes(5)));
                    } catch (InterruptedException | RuntimeException e) {
                        result.completeExceptionally(e);
                    }
                },
                "consumer");
        thread.setDaemon(true);
        thread.start();
        while (thread.getState() != Thread.State.TIMED_WAITING && !result.isDone()) {
            Thread.onSpinWait();
        }
        return result;
    }
}
