package io.signalbox.health;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.node.WorkerPool;
import io.signalbox.testing.Frames;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.TestHub;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("H76")
class QueuesTest {
    @Test
    void a_queue_that_is_nearly_full_is_a_problem_that_is_named() {
        assertThat(Queues.problem(Map.of("routing", 0.0, "workers", 0.899))).isNull();
        assertThat(Queues.problem(Map.of("routing", 0.0, "workers", 0.9))).isEqualTo("workers 90 % full");
        assertThat(Queues.problem(Map.of("workers", 1.0, "routing", 0.95)))
                .isEqualTo("routing 95 % full, workers 100 % full");
    }

    @Test
    void messages_that_wait_to_be_routed_fill_the_hub_and_leave_it() {
        QueuedExecutor executor = new QueuedExecutor();
        LinkedNodes nodes = new LinkedNodes();
        nodes.links("b").onMessage(message -> {});
        TestHub test = new TestHub.Setup()
                .node("a", nodes)
                .executor(executor)
                .strands(1, 10)
                .build();
        TestHub.Client alice = test.connect("alice", "c");
        executor.runAll();
        assertThat(test.hub.backlog()).isZero();
        for (int i = 0; i < 10; i++) {
            alice.send(Frames.to("bob", "m" + i));
        }
        assertThat(test.hub.backlog()).isEqualTo(1);
        executor.runAll();
        assertThat(test.hub.backlog()).isZero();
    }

    @Test
    void tasks_that_wait_fill_the_workers() throws Exception {
        CountDownLatch running = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        try (WorkerPool workers = new WorkerPool(1, 4, Thread::new)) {
            workers.execute(() -> {
                running.countDown();
                try {
                    go.await();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            running.await();
            assertThat(workers.fill()).isZero();
            workers.execute(() -> {});
            workers.execute(() -> {});
            assertThat(workers.fill()).isEqualTo(0.5);
            go.countDown();
        }
    }
}
