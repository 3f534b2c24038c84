package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.metrics.LabelledCount;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.Message;
import io.signalbox.testing.Frames;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.ManualScheduler;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Messages of the hub's own on their way to an inbox. */
class KeepingTest {
    private static final Message MESSAGE = Frames.text("m").build();

    private final Metrics metrics = new Metrics();
    private final ManualClock clock = new ManualClock();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final Keeping keeping = new Keeping(
            (key, task) -> task.run(),
            (failures, code) -> failures < 3 ? Duration.ofMillis(10) : null,
            scheduler,
            new Reports(DeliveryListener.NONE, MessageRecorder.NONE, metrics, clock),
            clock);
    private final AtomicInteger tries = new AtomicInteger();

    @Test
    void what_fails_is_tried_again_until_it_works() {
        keeping.keep(Users.user("bob"), MESSAGE, () -> {
            if (tries.incrementAndGet() < 3) {
                throw new InboxUnavailableException("planted", new IllegalStateException());
            }
        });
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(tries).hasValue(3);
        assertThat(lost()).isZero();
    }

    @Test
    void an_error_is_tried_again_too_and_told_when_the_message_is_lost() {
        keeping.keep(Users.user("bob"), MESSAGE, () -> {
            tries.incrementAndGet();
            throw new NoClassDefFoundError("planted");
        });
        scheduler.advance(Duration.ofSeconds(1));
        assertThat(tries).hasValue(3);
        assertThat(lost()).isEqualTo(1);
    }

    private long lost() {
        return metrics.value(LabelledCount.DELIVERY_FAILURES, FailureReason.MAX_RETRY);
    }
}
