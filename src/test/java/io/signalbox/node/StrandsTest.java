package io.signalbox.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.testing.DirectExecutor;
import io.signalbox.testing.QueuedExecutor;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class StrandsTest {
    private final QueuedExecutor executor = new QueuedExecutor();
    private final List<String> ran = Collections.synchronizedList(new ArrayList<>());

    @Test
    void tasks_of_a_key_run_in_the_order_they_came() {
        Strands strands = new Strands(executor, 4, 1000);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            String name = "t" + i;
            expected.add(name);
            assertThat(strands.execute("key", () -> ran.add(name))).isTrue();
        }
        assertThat(strands.waiting()).isEqualTo(200);
        assertThat(executor.waiting()).isEqualTo(1);
        executor.runAll();
        assertThat(ran).isEqualTo(expected);
        assertThat(strands.waiting()).isZero();
    }

    @Test
    void a_strand_is_in_the_executor_once_and_yields_it_after_a_turn() {
        Strands strands = new Strands(executor, 1, 1000);
        for (int i = 0; i < 100; i++) {
            strands.execute("key", () -> ran.add("x"));
        }
        executor.run(0);
        assertThat(ran).hasSizeLessThan(100);
        assertThat(executor.waiting()).isEqualTo(1);
        executor.runAll();
        assertThat(ran).hasSize(100);
    }

    @Test
    void a_full_strand_takes_no_more_and_the_others_do() {
        Strands strands = new Strands(executor, 64, 3);
        for (int i = 0; i < 3; i++) {
            assertThat(strands.execute("a", () -> ran.add("a"))).isTrue();
        }
        assertThat(strands.execute("a", () -> ran.add("too many"))).isFalse();
        assertThat(strands.execute("b", () -> ran.add("b"))).isTrue();
        executor.runAll();
        assertThat(ran).containsExactlyInAnyOrder("a", "a", "a", "b");
        assertThat(strands.execute("a", () -> ran.add("again"))).isTrue();
    }

    @Test
    void an_exception_does_not_stop_the_strand() {
        Strands strands = new Strands(new DirectExecutor(), 1, 10);
        strands.execute("key", () -> {
            strands.execute("key", () -> ran.add("after"));
            throw new IllegalStateException("on purpose");
        });
        assertThat(ran).containsExactly("after");
        assertThat(strands.execute("key", () -> ran.add("later"))).isTrue();
        assertThat(ran).containsExactly("after", "later");
    }

    @Test
    void an_error_ends_its_thread_but_not_the_strand() {
        Strands strands = new Strands(executor, 1, 10);
        strands.execute("key", () -> {
            throw new StackOverflowError("on purpose");
        });
        strands.execute("key", () -> ran.add("after"));
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(() -> executor.run(0));
        executor.runAll();
        assertThat(ran).containsExactly("after");
        strands.execute("key", () -> ran.add("later"));
        executor.runAll();
        assertThat(ran).containsExactly("after", "later");
    }

    @Test
    void what_the_executor_rejects_is_not_taken_and_never_runs() {
        Strands strands = new Strands(executor, 1, 10);
        executor.reject(true);
        assertThat(strands.execute("key", () -> ran.add("rejected"))).isFalse();
        assertThat(strands.waiting()).isZero();
        executor.reject(false);
        assertThat(strands.execute("key", () -> ran.add("taken"))).isTrue();
        executor.runAll();
        assertThat(ran).containsExactly("taken");
    }

    @Test
    void a_strand_whose_next_turn_is_rejected_goes_on_with_its_next_task() {
        Strands strands = new Strands(executor, 1, 1000);
        for (int i = 0; i < 100; i++) {
            strands.execute("key", () -> ran.add("x"));
        }
        executor.reject(true);
        executor.run(0);
        assertThat(strands.execute("key", () -> ran.add("rejected"))).isFalse();
        executor.reject(false);
        assertThat(strands.execute("key", () -> ran.add("last"))).isTrue();
        executor.runAll();
        assertThat(ran).hasSize(101).endsWith("last").doesNotContain("rejected");
    }

    @Test
    void a_task_may_give_its_strand_another_without_growing_the_stack() {
        Strands strands = new Strands(new DirectExecutor(), 1, 10);
        AtomicInteger left = new AtomicInteger(50);
        strands.execute("key", new Runnable() {
            @Override
            public void run() {
                ran.add("x");
                if (left.decrementAndGet() > 0) {
                    strands.execute("key", this);
                }
            }
        });
        assertThat(ran).hasSize(50);
    }

    @Test
    void tasks_of_a_key_never_overlap_and_none_is_lost_on_real_threads() throws InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        Strands strands = new Strands(threads, 8, 100_000);
        int keys = 20;
        int each = 1000;
        int[] next = new int[keys];
        AtomicInteger broken = new AtomicInteger();
        CountDownLatch all = new CountDownLatch(keys * each);
        for (int i = 0; i < each; i++) {
            for (int key = 0; key < keys; key++) {
                int k = key;
                int number = i;
                strands.execute("key" + key, () -> {
                    if (next[k]++ != number) {
                        broken.incrementAndGet();
                    }
                    all.countDown();
                });
            }
        }
        assertThat(all.await(30, TimeUnit.SECONDS)).isTrue();
        threads.shutdown();
        assertThat(broken).hasValue(0);
    }
}
