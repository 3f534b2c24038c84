package io.signalbox.records;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.ManualScheduler;
import io.signalbox.testing.QueuedExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How changes of records become transactions, without a database. */
class WriteBehindTest {
    private static final Duration WAIT = Duration.ofMillis(200);
    private static final WriteBehindSettings SETTINGS = new WriteBehindSettings(3, WAIT, 6);

    private final ManualClock clock = new ManualClock();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final QueuedExecutor workers = new QueuedExecutor();
    private final Metrics metrics = new Metrics();
    private final List<List<String>> written = new ArrayList<>();
    private Consumer<List<Note>> store = batch -> {};
    private final WriteBehind<Note> writer =
            new WriteBehind<>(RecordKind.MESSAGE, this::store, SETTINGS, workers, metrics, clock);

    WriteBehindTest() {
        writer.start(scheduler);
    }

    @Test
    void changes_wait_for_others_and_go_together_in_the_order_in_which_they_came() {
        offer("a1", "b1");
        assertThat(workers.waiting()).isZero();
        pass(WAIT);
        assertThat(written).containsExactly(List.of("a1", "b1"));
        assertThat(writer.waiting()).isZero();
        assertThat(metrics.value(Count.MESSAGE_RECORD_CHANGES_WRITTEN)).isEqualTo(2);
    }

    @Test
    void a_full_batch_does_not_wait() {
        offer("a1", "b1", "c1", "d1");
        workers.runAll();
        assertThat(written).containsExactly(List.of("a1", "b1", "c1"));
        pass(WAIT);
        assertThat(written).endsWith(List.of("d1"));
    }

    @Test
    @Tag("H33")
    void changes_of_one_record_that_wait_together_become_one_in_the_place_of_the_first() {
        offer("a1", "b1", "a2", "a3");
        pass(WAIT);
        assertThat(written).containsExactly(List.of("a123", "b1"));
    }

    @Test
    @Tag("H33")
    void what_comes_while_its_record_is_being_written_is_written_after_that() {
        store = batch -> {
            store = later -> {};
            offer("a2", "b1", "c1");
            assertThat(workers.waiting()).as("one transaction at a time").isZero();
        };
        offer("a1");
        pass(WAIT);
        workers.runAll();
        assertThat(written).containsExactly(List.of("a1"), List.of("a2", "b1", "c1"));
    }

    @Test
    @Tag("H33")
    void what_the_store_did_not_take_is_tried_again_before_anything_else_and_later_each_time() {
        store = batch -> {
            throw new IllegalStateException("away");
        };
        offer("a1");
        pass(WAIT);
        assertThat(written).isEmpty();
        offer("a2", "b1", "c1", "d1");
        workers.runAll();
        pass(WAIT);
        assertThat(writer.waiting()).isEqualTo(5);
        pass(WriteBehind.FIRST_PAUSE);
        store = batch -> {};
        pass(WriteBehind.FIRST_PAUSE);
        assertThat(written).as("the second pause is longer").isEmpty();
        pass(WriteBehind.FIRST_PAUSE);
        assertThat(written).startsWith(List.of("a1"), List.of("a2", "b1", "c1"));
        pass(WAIT);
        assertThat(written).endsWith(List.of("d1"));
        assertThat(metrics.value(Count.MESSAGE_RECORD_CHANGES_LOST)).isZero();
    }

    @Test
    void pauses_are_bounded() {
        int[] tries = {0};
        store = batch -> {
            tries[0]++;
            throw new IllegalStateException("away");
        };
        offer("a1");
        for (int i = 0; i < 3600; i++) {
            pass(Duration.ofSeconds(1));
        }
        assertThat(tries[0]).isGreaterThan(100).isLessThan(140);
    }

    @Test
    void what_does_not_fit_is_refused_and_counted_and_a_change_of_what_waits_always_fits() {
        assertThat(offer("a1", "b1", "c1", "d1", "e1", "f1")).isTrue();
        assertThat(offer("g1")).isFalse();
        assertThat(offer("a2")).isTrue();
        assertThat(metrics.value(Count.MESSAGE_RECORD_CHANGES_LOST)).isEqualTo(1);
        workers.runAll();
        pass(WAIT);
        assertThat(written).containsExactly(List.of("a12", "b1", "c1"), List.of("d1", "e1", "f1"));
        assertThat(offer("g1")).isTrue();
    }

    @Test
    void what_is_being_written_takes_its_places_too() {
        store = batch -> {
            store = later -> {};
            assertThat(offer("d1", "e1", "f1")).isTrue();
            assertThat(offer("g1")).isFalse();
        };
        offer("a1", "b1", "c1");
        workers.runAll();
        assertThat(written).hasSize(2);
    }

    @Test
    void one_that_cannot_be_written_costs_no_other_one() {
        store = batch -> {
            if (batch.contains(new Note("b", "1"))) {
                throw new UnwritableException("too long", new IllegalArgumentException());
            }
        };
        offer("a1", "b1", "c1", "d1");
        workers.runAll();
        pass(WAIT);
        assertThat(written).containsExactly(List.of("a1"), List.of("c1"), List.of("d1"));
        assertThat(metrics.value(Count.MESSAGE_RECORD_CHANGES_LOST)).isEqualTo(1);
        assertThat(writer.waiting()).isZero();
    }

    @Test
    void of_a_divided_batch_only_what_is_left_is_tried_again() {
        boolean[] away = {false};
        store = batch -> {
            if (batch.size() > 1) {
                throw new UnwritableException("one of them", new IllegalArgumentException());
            }
            if (away[0]) {
                throw new IllegalStateException("away");
            }
            away[0] = true;
        };
        offer("a1", "b1", "c1");
        workers.runAll();
        assertThat(written).containsExactly(List.of("a1"));
        assertThat(writer.waiting()).isEqualTo(2);
        away[0] = false;
        store = batch -> {};
        pass(WriteBehind.FIRST_PAUSE);
        assertThat(written).containsExactly(List.of("a1"), List.of("b1", "c1"));
    }

    @Test
    void no_free_worker_costs_time_only() {
        workers.reject(true);
        offer("a1", "b1", "c1");
        pass(WAIT);
        assertThat(written).isEmpty();
        workers.reject(false);
        pass(WAIT);
        assertThat(written).containsExactly(List.of("a1", "b1", "c1"));
    }

    @Test
    void an_error_when_a_worker_is_asked_costs_time_only() {
        boolean[] memory = {false};
        WriteBehind<Note> poor = new WriteBehind<>(
                RecordKind.MESSAGE,
                this::store,
                SETTINGS,
                task -> {
                    if (!memory[0]) {
                        throw new OutOfMemoryError("planted");
                    }
                    task.run();
                },
                metrics,
                clock);
        poor.start(scheduler);
        poor.offer(new Note("a", "1"));
        assertThatThrownBy(() -> pass(WAIT)).hasMessage("planted");
        assertThat(written).isEmpty();
        memory[0] = true;
        pass(WAIT);
        assertThat(written).containsExactly(List.of("a1"));
    }

    @Test
    void an_error_ends_the_turn_and_not_the_writing() {
        store = batch -> {
            throw new StackOverflowError("planted");
        };
        offer("a1", "b1", "c1");
        assertThatThrownBy(workers::runAll).hasMessage("planted");
        store = batch -> {};
        pass(WAIT);
        assertThat(written).containsExactly(List.of("a1", "b1", "c1"));
    }

    @Test
    void the_stop_writes_everything_and_takes_nothing_more() throws InterruptedException {
        WriteBehind<Note> direct =
                new WriteBehind<>(RecordKind.MESSAGE, this::store, SETTINGS, Runnable::run, metrics, clock);
        direct.offer(new Note("a", "1"));
        direct.offer(new Note("b", "1"));
        assertThat(direct.stop(Duration.ZERO)).isZero();
        assertThat(written).containsExactly(List.of("a1", "b1"));
        assertThat(direct.offer(new Note("c", "1"))).isFalse();
        assertThat(metrics.value(Count.MESSAGE_RECORD_CHANGES_LOST)).isEqualTo(1);
    }

    @Test
    void the_stop_waits_for_what_is_being_written() throws InterruptedException {
        CountDownLatch waits = new CountDownLatch(1);
        offer("a1");
        scheduler.advance(WAIT);
        Thread worker = new Thread(() -> {
            try {
                waits.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            workers.runAll();
        });
        worker.start();
        waits.countDown();
        assertThat(writer.stop(Duration.ofSeconds(30))).isZero();
        worker.join();
        assertThat(written).containsExactly(List.of("a1"));
    }

    @Test
    void what_is_left_at_the_end_of_the_stop_is_counted() throws InterruptedException {
        store = batch -> {
            throw new IllegalStateException("away");
        };
        offer("a1", "b1", "c1", "d1");
        workers.runAll();
        assertThat(writer.stop(Duration.ofMillis(1))).isEqualTo(4);
        assertThat(metrics.value(Count.MESSAGE_RECORD_CHANGES_LOST)).isEqualTo(4);
        workers.runAll();
        assertThat(writer.waiting()).isZero();
    }

    private void pass(Duration time) {
        clock.advance(time);
        scheduler.advance(time);
        workers.runAll();
    }

    /** @return whether the last one was taken */
    private boolean offer(String... changes) {
        boolean taken = false;
        for (String change : changes) {
            taken = writer.offer(new Note(change.substring(0, 1), change.substring(1)));
        }
        return taken;
    }

    private void store(List<Note> batch) {
        store.accept(batch);
        written.add(batch.stream().map(note -> note.id() + note.text()).toList());
    }

    private record Note(String id, String text) implements Change<Note> {
        @Override
        public Note then(Note later) {
            return new Note(id, text + later.text);
        }
    }
}
