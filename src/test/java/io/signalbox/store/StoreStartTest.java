package io.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.WhenFull;
import io.signalbox.metrics.Metrics;
import io.signalbox.publish.Relay;
import io.signalbox.testing.DirectExecutor;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.ManualScheduler;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What runs again and again beside the tables is begun once, and nothing waits for it. */
@Tag("H49")
class StoreStartTest extends PublishFixture {
    @Test
    void an_inbox_that_is_started_again_watches_once() {
        JpaInbox inbox = new JpaInbox(
                database,
                Settings.hub(10, Duration.ofDays(7)),
                new StoreSettings(WhenFull.REFUSE, Duration.ofSeconds(5), 10, 100),
                new DirectExecutor(),
                new Metrics(),
                new ManualClock());
        ManualScheduler time = new ManualScheduler();
        for (int i = 0; i < 3; i++) {
            inbox.start(time);
        }
        assertThat(time.waiting()).isEqualTo(1);
    }

    @Test
    void a_relay_that_is_started_again_sweeps_once() {
        ManualScheduler time = new ManualScheduler();
        Relay relay = relay(workers);
        for (int i = 0; i < 3; i++) {
            relay.start(time);
        }
        assertThat(time.waiting()).isEqualTo(1);
    }

    @Test
    void what_is_published_before_the_relay_is_started_is_sent() {
        published(List.of("early"));
        workers.runAll();
        assertThat(node.waiting("bob")).hasSize(1);
    }
}
