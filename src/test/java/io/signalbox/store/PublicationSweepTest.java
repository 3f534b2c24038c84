package io.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.hub.Sends;
import io.signalbox.publish.Backlog;
import io.signalbox.publish.Publications;
import io.signalbox.publish.Relay;
import io.signalbox.testing.Concurrently;
import io.signalbox.testing.ManualScheduler;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a node did not send is sent by whichever node sweeps, each transaction by one. */
class PublicationSweepTest extends PublishFixture {
    @Test
    void what_a_node_did_not_send_any_more_is_sent_by_another_when_its_time_is_over() {
        node.connect("bob", "b1").disconnect();
        String id = published(List.of("paid")).get(0);
        // The node ends here: its workers never run.
        later(SETTINGS.sweepAfter().minusMillis(1));
        Node other = otherNode();
        other.sweeps();
        assertThat(node.waiting("bob")).isEmpty();
        later(Duration.ofMillis(1));
        other.sweeps();
        assertThat(node.waiting("bob"))
                .extracting(entry -> entry.message().messageId())
                .containsExactly(id);
        assertThat(table.backlog()).isEqualTo(Backlog.EMPTY);
        other.sweeps();
        assertThat(node.inbox.appends()).isEqualTo(1);
    }

    @Test
    void a_send_that_is_repeated_after_a_crash_keeps_its_inbox_entry() {
        AtomicInteger crashes = new AtomicInteger(1);
        Publications crashing = new JpaPublications(database, transactions, node.clock) {
            @Override
            public void sent(Collection<Long> ids) {
                if (crashes.getAndDecrement() > 0) {
                    throw new IllegalStateException("crash between send and removal");
                }
                super.sent(ids);
            }
        };
        sends = sends(new Relay(crashing, node.hub::sends, workers, SETTINGS, node.metrics, node.clock));
        published(List.of("paid"));
        workers.runAll();
        assertThat(node.waiting("bob")).hasSize(1);
        assertThat(table.backlog().waiting()).isEqualTo(1);
        later(SETTINGS.sweepAfter());
        otherNode().sweeps();
        assertThat(node.inbox.appends()).isEqualTo(2);
        assertThat(node.waiting("bob")).hasSize(1);
        assertThat(table.backlog()).isEqualTo(Backlog.EMPTY);
    }

    @Test
    void of_many_sweeps_at_once_each_transaction_is_sent_by_one() throws Exception {
        for (int i = 0; i < 20; i++) {
            published(List.of("m" + i));
        }
        later(SETTINGS.sweepAfter());
        List<Node> nodes = IntStream.range(0, 4).mapToObj(i -> otherNode()).toList();
        Concurrently.run(4, thread -> nodes.get(thread).sweeps());
        otherNode().sweeps();
        assertThat(node.inbox.appends()).isEqualTo(20);
        assertThat(node.waiting("bob"))
                .extracting(entry -> String.valueOf(entry.message().content()))
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 20).mapToObj(i -> "m" + i).toList());
        assertThat(table.backlog()).isEqualTo(Backlog.EMPTY);
    }

    @Test
    void a_claim_is_given_to_one() throws Exception {
        published(List.of("m"));
        later(SETTINGS.sweepAfter());
        String transaction = table.due(10).get(0);
        AtomicInteger claimed = new AtomicInteger();
        Concurrently.run(8, thread -> {
            if (table.claim(transaction, node.clock.instant().plusSeconds(30))) {
                claimed.incrementAndGet();
            }
        });
        assertThat(claimed).hasValue(1);
        assertThat(table.due(10)).isEmpty();
    }

    @Test
    void a_transaction_that_took_longer_than_the_sweep_waits_is_sent_once() {
        transactions.begin();
        sends.toUser(Users.user("bob"), text("slow").build(), SHOP);
        later(SETTINGS.sweepAfter().plusSeconds(1));
        otherNode().sweeps();
        assertThat(node.inbox.appends()).isZero();
        transactions.commit();
        otherNode().sweeps();
        workers.runAll();
        assertThat(node.inbox.appends()).isEqualTo(1);
    }

    @Test
    void a_node_without_a_free_worker_leaves_it_to_the_sweep() {
        workers.reject(true);
        published(List.of("paid"));
        assertThat(node.waiting("bob")).isEmpty();
        later(SETTINGS.sweepAfter());
        otherNode().sweeps();
        assertThat(node.waiting("bob")).hasSize(1);
    }

    @Test
    void an_error_in_a_sweep_goes_to_the_worker_and_the_next_sweep_sends_what_is_left() {
        published(List.of("paid"));
        later(SETTINGS.sweepAfter());
        AtomicInteger errors = new AtomicInteger(1);
        ManualScheduler time = new ManualScheduler();
        QueuedExecutor sweeper = new QueuedExecutor();
        Supplier<Sends> failing = () -> {
            if (errors.getAndDecrement() > 0) {
                throw new StackOverflowError("told to");
            }
            return node.hub.sends();
        };
        new Relay(table, failing, sweeper, SETTINGS, node.metrics, node.clock).start(time);
        time.advance(SETTINGS.sweepEvery());
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(sweeper::runAll);
        assertThat(node.waiting("bob")).isEmpty();
        later(SETTINGS.sweepAfter());
        time.advance(SETTINGS.sweepEvery());
        sweeper.runAll();
        assertThat(node.waiting("bob")).hasSize(1);
    }

    @Test
    void a_sweep_that_no_worker_takes_is_begun_again() {
        published(List.of("paid"));
        later(SETTINGS.sweepAfter());
        Queue<Throwable> refusals =
                new ArrayDeque<>(List.of(new RejectedExecutionException("told to"), new OutOfMemoryError("told to")));
        ManualScheduler time = new ManualScheduler();
        relay(task -> {
                    Throwable refusal = refusals.poll();
                    if (refusal instanceof RejectedExecutionException e) {
                        throw e;
                    }
                    if (refusal instanceof Error e) {
                        throw e;
                    }
                    task.run();
                })
                .start(time);
        time.advance(SETTINGS.sweepEvery());
        assertThatExceptionOfType(OutOfMemoryError.class).isThrownBy(() -> time.advance(SETTINGS.sweepEvery()));
        assertThat(node.waiting("bob")).isEmpty();
        time.advance(SETTINGS.sweepEvery());
        assertThat(node.waiting("bob")).hasSize(1);
    }
}
