package io.signalbox.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.testing.ManualClock;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class ChoreTest {
    private final Queue<Runnable> workers = new ArrayDeque<>();
    private int runs;
    private Runnable work = () -> {};
    private Executor executor = workers::add;
    private final Chore chore = new Chore(
            "not done",
            () -> {
                runs++;
                work.run();
            },
            task -> executor.execute(task),
            System.getLogger(ChoreTest.class.getName()),
            new ManualClock());

    @Test
    void what_begins_often_before_it_ran_runs_once_more_at_most() {
        for (int i = 0; i < 5; i++) {
            chore.begin();
        }
        assertThat(workers).hasSize(1);
        runAll();
        assertThat(runs).isEqualTo(2);
        chore.begin();
        runAll();
        assertThat(runs).isEqualTo(3);
    }

    @Test
    void what_begins_while_it_runs_runs_once_more_and_never_beside_it() {
        work = () -> {
            if (runs == 1) {
                chore.begin();
                chore.begin();
                assertThat(workers).isEmpty();
            }
        };
        chore.begin();
        runAll();
        assertThat(runs).isEqualTo(2);
    }

    @Test
    void a_run_that_fails_or_ends_with_an_error_is_not_the_last() {
        work = () -> {
            throw new IllegalStateException("planted");
        };
        chore.begin();
        runAll();
        work = () -> {
            throw new NoClassDefFoundError("planted");
        };
        chore.begin();
        assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(this::runAll);
        work = () -> {};
        chore.begin();
        runAll();
        assertThat(runs).isEqualTo(3);
    }

    @Test
    void a_run_that_no_worker_took_is_not_the_last() {
        executor = task -> {
            throw new RejectedExecutionException("planted");
        };
        chore.begin();
        executor = task -> {
            throw new OutOfMemoryError("planted");
        };
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(chore::begin);
        executor = workers::add;
        chore.begin();
        runAll();
        assertThat(runs).isEqualTo(1);
    }

    private void runAll() {
        for (Runnable next = workers.poll(); next != null; next = workers.poll()) {
            next.run();
        }
    }
}
