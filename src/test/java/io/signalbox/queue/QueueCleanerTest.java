package io.signalbox.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.testing.DirectExecutor;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.ManualScheduler;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class QueueCleanerTest {
    private final ManualClock clock = new ManualClock();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final Metrics metrics = new Metrics();

    @Test
    @Tag("H49")
    void a_cleaner_that_is_started_again_cleans_once() {
        QueueSettings settings = new QueueSettings(10, 10, 1000, 100, Duration.ofHours(1), Duration.ofMinutes(1));
        Queues queues = new Queues(new InMemoryQueueStore(settings, clock), settings, metrics, clock);
        QueueCleaner cleaner = new QueueCleaner(queues, new DirectExecutor(), clock);
        queues.enqueue("jobs", "before it is started");
        for (int i = 0; i < 3; i++) {
            cleaner.start(scheduler);
        }
        assertThat(scheduler.waiting()).isEqualTo(1);
        clock.advance(Duration.ofHours(1));
        scheduler.advance(Duration.ofMinutes(10));
        assertThat(metrics.value(Count.QUEUE_ENTRIES_EXPIRED)).isEqualTo(1);
    }
}
