package io.signalbox.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.limits.QuotaAlert.Kind;
import io.signalbox.limits.QuotaAlert.Scope;
import io.signalbox.limits.QuotaAlert.Window;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.ManualScheduler;
import io.signalbox.testing.QueuedExecutor;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class AlertQueueTest {
    private final Metrics metrics = new Metrics();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final QueuedExecutor workers = new QueuedExecutor();
    private final List<String> tried = new ArrayList<>();
    private final Deque<RuntimeException> failures = new ArrayDeque<>();
    private @Nullable Error error;
    private final AlertQueue queue = new AlertQueue(new Sender(), workers, scheduler, metrics);

    @Test
    @Tag("K10")
    void alerts_are_sent_by_a_worker_one_after_the_other_in_order() {
        accept(3);
        assertThat(tried).as("on the thread that raised it").isEmpty();
        assertThat(workers.waiting()).as("workers that it takes").isEqualTo(1);
        workers.runAll();
        assertThat(tried).containsExactly("u0", "u1", "u2");
        assertThat(metrics.value(Count.ALERTS_SENT)).isEqualTo(3);
    }

    @Test
    @Tag("K10")
    void what_fails_is_tried_three_times_with_longer_pauses_and_then_given_up() {
        for (int i = 0; i < 3; i++) {
            failures.add(new AlertNotSentException("away", true));
        }
        accept(2);
        workers.runAll();
        assertThat(tried).containsExactly("u0");
        later(999);
        assertThat(tried).hasSize(1);
        later(1);
        assertThat(tried).containsExactly("u0", "u0");
        later(1999);
        assertThat(tried).hasSize(2);
        later(1);
        assertThat(tried).containsExactly("u0", "u0", "u0", "u1");
        assertThat(metrics.value(Count.ALERTS_FAILED)).isEqualTo(1);
        assertThat(metrics.value(Count.ALERTS_SENT)).isEqualTo(1);
        assertThat(scheduler.waiting()).isZero();
    }

    @Test
    void what_will_never_succeed_is_tried_once() {
        failures.add(new AlertNotSentException("refused", false));
        failures.add(new IllegalStateException("an observer's fault"));
        accept(3);
        workers.runAll();
        assertThat(tried).containsExactly("u0", "u1", "u2");
        assertThat(metrics.value(Count.ALERTS_FAILED)).isEqualTo(2);
    }

    @Test
    void what_does_not_fit_is_dropped_and_counted() {
        accept(AlertQueue.CAPACITY + 5);
        workers.runAll();
        assertThat(tried).hasSize(AlertQueue.CAPACITY);
        assertThat(metrics.value(Count.ALERTS_DROPPED)).isEqualTo(5);
    }

    @Test
    void an_error_goes_to_the_worker_its_alert_is_given_up_and_the_next_ones_are_sent() {
        error = new NoClassDefFoundError("planted");
        accept(2);
        assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(workers::runAll);
        workers.runAll();
        accept(1);
        workers.runAll();
        assertThat(tried).containsExactly("u0", "u1", "u0");
        assertThat(metrics.value(Count.ALERTS_FAILED)).isEqualTo(1);
        assertThat(metrics.value(Count.ALERTS_SENT)).isEqualTo(2);
    }

    @Test
    void it_waits_for_workers_that_take_no_work() {
        workers.reject(true);
        accept(1);
        workers.reject(false);
        later(1000);
        assertThat(tried).containsExactly("u0");
    }

    private void later(long millis) {
        scheduler.advance(Duration.ofMillis(millis));
        workers.runAll();
    }

    private void accept(int alerts) {
        IntStream.range(0, alerts)
                .mapToObj(i -> new QuotaAlert(Kind.ALERT, Scope.USER, "u" + i, Window.MINUTE, 8, 10, ManualClock.START))
                .forEach(queue);
    }

    private final class Sender implements AlertSender {
        @Override
        public String name() {
            return "test";
        }

        @Override
        public void send(QuotaAlert alert) {
            tried.add(alert.key());
            Error now = error;
            if (now != null) {
                error = null;
                throw now;
            }
            RuntimeException failure = failures.poll();
            if (failure != null) {
                throw failure;
            }
        }
    }
}
