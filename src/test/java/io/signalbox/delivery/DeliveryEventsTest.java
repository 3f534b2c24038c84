package io.signalbox.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.hub.DeliveryEvent;
import io.signalbox.hub.DeliveryFailure;
import io.signalbox.hub.FailureCode;
import io.signalbox.hub.FailureReason;
import io.signalbox.hub.HubError;
import io.signalbox.hub.MessageReceived;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.ManualScheduler;
import io.signalbox.testing.QueuedExecutor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The way of events to their observers. */
class DeliveryEventsTest implements DeliveryEvents.Observers {
    private final QueuedExecutor workers = new QueuedExecutor();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final Metrics metrics = new Metrics();
    private final List<String> told = new ArrayList<>();
    private final DeliveryEvents events = new DeliveryEvents(this, workers, scheduler, metrics, new ManualClock());
    private boolean failing;
    private boolean broken;

    @Test
    void nothing_is_told_on_the_thread_where_it_happens() {
        events.tell(error("1"));
        assertThat(told).isEmpty();
        workers.runAll();
        assertThat(told).containsExactly("1");
    }

    @Test
    void order_is_kept_over_any_number_of_turns() {
        List<String> expected =
                IntStream.range(0, 200).mapToObj(Integer::toString).toList();
        expected.forEach(what -> events.tell(error(what)));
        assertThat(workers.waiting()).isEqualTo(1);
        workers.runAll();
        assertThat(told).isEqualTo(expected);
        events.tell(error("more"));
        workers.runAll();
        assertThat(told).hasSize(201);
    }

    @Test
    void what_does_not_fit_is_dropped_and_counted() {
        for (int i = 0; i < DeliveryEvents.CAPACITY + 5; i++) {
            events.tell(error("" + i));
        }
        assertThat(metrics.value(Count.DELIVERY_EVENTS_DROPPED)).isEqualTo(5);
        workers.runAll();
        assertThat(told).hasSize(DeliveryEvents.CAPACITY);
    }

    @Test
    @Tag("R11")
    void an_observer_that_throws_keeps_no_other_event_back() {
        failing = true;
        DeliveryFailure failure = new DeliveryFailure(
                "m", null, null, FailureReason.QUEUE_FULL, FailureCode.INBOX_FULL, 1, false, ManualClock.START);
        events.tell(failure);
        events.tell(error("next"));
        workers.runAll();
        assertThat(told).containsExactly("failure", "specific", "next");
    }

    @Test
    void an_error_of_an_observer_does_not_stop_what_comes_after() {
        broken = true;
        events.tell(error("1"));
        events.tell(error("2"));
        assertThatThrownBy(workers::runAll).isInstanceOf(NoClassDefFoundError.class);
        broken = false;
        workers.runAll();
        events.tell(error("3"));
        workers.runAll();
        assertThat(told).containsExactly("1", "2", "3");
    }

    @Test
    void a_pool_without_room_is_asked_again() {
        workers.reject(true);
        events.tell(error("1"));
        workers.reject(false);
        scheduler.advance(Duration.ofSeconds(1));
        workers.runAll();
        assertThat(told).containsExactly("1");
    }

    @Test
    void what_is_wanted_is_asked_of_the_observers() {
        assertThat(events.wants(HubError.class)).isTrue();
        assertThat(events.wants(MessageReceived.class)).isFalse();
    }

    @Override
    public boolean wants(Class<? extends DeliveryEvent> kind) {
        return kind != MessageReceived.class;
    }

    @Override
    public void general(DeliveryEvent event) {
        told.add(event instanceof HubError error ? error.what() : "failure");
        fail();
    }

    @Override
    public void specific(DeliveryFailure failure) {
        told.add("specific");
        fail();
    }

    private void fail() {
        if (broken) {
            throw new NoClassDefFoundError("planted");
        }
        if (failing) {
            throw new IllegalStateException("planted");
        }
    }

    private static HubError error(String what) {
        return new HubError(HubError.Severity.WARNING, what, null, null, ManualClock.START);
    }
}
