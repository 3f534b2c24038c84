package io.signalbox.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ManagedSchedulerTest {
    @Test
    void neither_an_exception_nor_an_error_ends_a_repeated_task() throws Exception {
        Iterator<Runnable> failures = List.<Runnable>of(
                        () -> {
                            throw new IllegalStateException("planted");
                        },
                        () -> {
                            throw new NoClassDefFoundError("planted");
                        })
                .iterator();
        CountDownLatch later = new CountDownLatch(2);
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();
        try {
            new ManagedScheduler(executor).every(Duration.ofMillis(1), () -> {
                if (failures.hasNext()) {
                    failures.next().run();
                }
                later.countDown();
            });
            assertThat(later.await(30, TimeUnit.SECONDS)).isTrue();
        } finally {
            executor.shutdownNow();
        }
    }
}
