package io.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.hub.Appended;
import io.signalbox.hub.InboxUnavailableException;
import io.signalbox.hub.WhenFull;
import io.signalbox.identity.UserKey;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.Users;
import jakarta.persistence.PersistenceException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** How appends become transactions, without a database. */
class GroupCommitTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final StoreSettings SETTINGS = new StoreSettings(WhenFull.REFUSE, TIMEOUT, 4, 10);

    private final ManualClock clock = new ManualClock();
    private final QueuedExecutor workers = new QueuedExecutor();
    private final Circuit circuit = new Circuit(clock);
    private final Target target = new Target();
    private final GroupCommit commits = new GroupCommit(target, circuit, workers, SETTINGS, clock);

    @Test
    void the_first_is_written_at_once_and_those_that_come_meanwhile_are_one_transaction() {
        List<CompletableFuture<List<Appended>>> later = new ArrayList<>();
        CompletableFuture<List<Appended>> first = append("m1");
        target.during = () -> {
            later.add(append("m2"));
            later.add(append("m3"));
            assertThat(first).isNotDone();
            target.during = () -> {};
        };
        workers.runAll();
        assertThat(target.batches).containsExactly(List.of("m1"), List.of("m2", "m3"));
        assertThat(first).isCompleted();
        assertThat(later).allMatch(CompletableFuture::isDone);
    }

    @Test
    void nothing_is_complete_before_its_transaction() {
        CompletableFuture<List<Appended>> append = append("m1");
        target.during = () -> assertThat(append).isNotDone();
        workers.runAll();
        assertThat(append).isCompleted();
    }

    @Test
    void transactions_are_bounded_but_one_message_is_never_divided() {
        append("m1");
        append("m2", 2);
        append("m3", 2);
        append("m4", 4);
        workers.runAll();
        assertThat(target.batches).containsExactly(List.of("m1", "m2"), List.of("m3"), List.of("m4"));
        append("big", 9);
        append("m5");
        workers.runAll();
        assertThat(target.batches).endsWith(List.of("big"), List.of("m5"));
    }

    @Test
    void a_full_queue_refuses_and_takes_again_when_there_is_room() {
        for (int i = 0; i < 10; i++) {
            append("m" + i);
        }
        assertUnavailable(append("one too many"), "signalbox.inbox.queue");
        assertThat(commits.queued()).isEqualTo(10);
        workers.runAll();
        assertThat(commits.queued()).isZero();
        CompletableFuture<List<Appended>> again = append("again");
        workers.runAll();
        assertThat(again).isCompleted();
    }

    @Test
    void an_executor_that_takes_nothing_fails_what_waits_and_the_next_one_tries_again() {
        workers.reject(true);
        assertUnavailable(append("m1"), "no worker");
        workers.reject(false);
        CompletableFuture<List<Appended>> again = append("m2");
        workers.runAll();
        assertThat(again).isCompleted();
    }

    @Test
    @Tag("R13")
    void a_database_that_does_not_answer_fails_what_waits_at_the_deadline_and_everything_else_at_once() {
        CompletableFuture<List<Appended>> first = append("m1");
        List<CompletableFuture<List<Appended>>> queued = new ArrayList<>();
        target.during = () -> {
            target.during = () -> {};
            queued.add(append("m2"));
            clock.advance(TIMEOUT.minusMillis(1));
            commits.watch();
            assertThat(first).isNotDone();
            clock.advance(Duration.ofMillis(1));
            commits.watch();
            assertUnavailable(first, "not stored within 5000 ms");
            assertUnavailable(queued.get(0), "not stored within 5000 ms");
            assertUnavailable(append("m3"), "no answer since");
            assertThatThrownBy(circuit::checkAnswers).isInstanceOf(InboxUnavailableException.class);
            clock.advance(Duration.ofMinutes(1));
            commits.watch();
            assertThat(workers.waiting())
                    .as("nobody asks while the last question has no answer")
                    .isZero();
        };
        workers.runAll();
        assertThat(target.batches).containsExactly(List.of("m1"));
        CompletableFuture<List<Appended>> again = append("m4");
        workers.runAll();
        assertThat(again).as("it answered in the end").isCompleted();
        circuit.checkAnswers();
    }

    @Test
    void what_waits_in_the_queue_has_a_deadline_too_when_no_worker_is_free() {
        CompletableFuture<List<Appended>> append = append("m1");
        clock.advance(TIMEOUT);
        commits.watch();
        assertUnavailable(append, "not stored within");
        workers.runAll();
        assertThat(target.batches).isEmpty();
        append("m2");
        workers.runAll();
        assertThat(target.batches).containsExactly(List.of("m2"));
    }

    @Test
    @Tag("R13")
    void a_database_that_is_gone_is_asked_once_a_second_and_used_again_when_it_answers() {
        target.failure = sql("08006");
        CompletableFuture<List<Appended>> append = append("m1");
        workers.runAll();
        assertUnavailable(append, "state 08006");
        assertUnavailable(append("m2"), "no answer since");
        for (int second = 0; second < 3; second++) {
            clock.advance(Duration.ofSeconds(1));
            commits.watch();
            commits.watch();
            workers.runAll();
        }
        assertThat(target.probes).isEqualTo(3);
        assertThat(target.batches).as("tried").hasSize(1);
        target.failure = null;
        clock.advance(Duration.ofSeconds(1));
        commits.watch();
        workers.runAll();
        CompletableFuture<List<Appended>> again = append("m3");
        workers.runAll();
        assertThat(again).isCompleted();
        clock.advance(Duration.ofSeconds(5));
        commits.watch();
        workers.runAll();
        assertThat(target.probes).as("asked no more").isEqualTo(4);
    }

    @Test
    void a_message_that_the_database_does_not_take_fails_alone() {
        target.poison = "m2";
        List<CompletableFuture<List<Appended>>> appends = List.of(append("m1"), append("m2"), append("m3"));
        workers.runAll();
        assertThat(appends.get(0)).isCompleted();
        assertUnavailable(appends.get(1), "does not take this message");
        assertThat(appends.get(2)).isCompleted();
        assertThat(circuit.refusal()).isNull();
    }

    @Test
    void a_conflict_is_tried_again() {
        target.failures.addAll(List.of(sql("23505"), sql("40P01"), sql("40001")));
        CompletableFuture<List<Appended>> append = append("m1");
        workers.runAll();
        assertThat(append).isCompleted();
        assertThat(circuit.refusal()).isNull();
    }

    @Test
    void an_error_fails_its_batch_and_what_comes_behind_and_later_is_written() {
        List<CompletableFuture<List<Appended>>> behind = new ArrayList<>();
        CompletableFuture<List<Appended>> first = append("m1");
        target.during = () -> {
            target.during = () -> {};
            behind.add(append("m2"));
            throw new StackOverflowError("told to");
        };
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(workers::runAll);
        assertUnavailable(first, "StackOverflowError: told to");
        assertThat(behind.get(0)).isNotDone();
        workers.runAll();
        assertThat(behind.get(0)).isCompleted();
        CompletableFuture<List<Appended>> later = append("m3");
        workers.runAll();
        assertThat(later).isCompleted();
        assertThat(commits.queued()).isZero();
    }

    @Test
    void an_error_with_nothing_behind_it_leaves_the_next_append_and_the_next_probe_a_turn() {
        target.error = new StackOverflowError("told to");
        CompletableFuture<List<Appended>> first = append("m1");
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(workers::runAll);
        assertUnavailable(first, "StackOverflowError");
        clock.advance(TIMEOUT);
        commits.watch();
        assertThat(circuit.refusal()).as("nothing is under way").isNull();
        target.error = null;
        target.failure = sql("08006");
        append("m2");
        workers.runAll();
        target.failure = null;
        target.error = new StackOverflowError("told to");
        clock.advance(Duration.ofSeconds(1));
        commits.watch();
        assertThatExceptionOfType(StackOverflowError.class).isThrownBy(workers::runAll);
        assertUnavailable(append("m3"), "no answer since");
        target.error = null;
        clock.advance(Duration.ofSeconds(1));
        commits.watch();
        workers.runAll();
        assertThat(target.probes).isEqualTo(2);
        CompletableFuture<List<Appended>> again = append("m4");
        workers.runAll();
        assertThat(again).isCompleted();
    }

    @Test
    void a_long_wait_for_the_next_turn_is_not_taken_for_a_database_that_does_not_answer() {
        append("m");
        target.during = () -> append("m" + target.batches.size());
        workers.run(0);
        assertThat(target.batches).as("of one turn").hasSize(32);
        clock.advance(TIMEOUT);
        commits.watch();
        assertThat(circuit.refusal()).isNull();
    }

    @Test
    void an_error_of_the_executor_fails_what_waits_and_the_next_one_tries_again() {
        List<Runnable> taken = new ArrayList<>();
        OutOfMemoryError error = new OutOfMemoryError("told to");
        AtomicBoolean failing = new AtomicBoolean(true);
        GroupCommit commits = new GroupCommit(
                target,
                circuit,
                task -> {
                    if (failing.getAndSet(false)) {
                        throw error;
                    }
                    taken.add(task);
                },
                SETTINGS,
                clock);
        assertThatThrownBy(() -> commits.submit(users(1), "m1", "alice", "{}", ManualClock.START))
                .isSameAs(error);
        assertThat(commits.queued()).isZero();
        CompletableFuture<List<Appended>> again = commits.submit(users(1), "m2", "alice", "{}", ManualClock.START);
        taken.get(0).run();
        assertThat(again).isCompleted();
        assertThat(target.batches).containsExactly(List.of("m2"));
    }

    private CompletableFuture<List<Appended>> append(String id) {
        return append(id, 1);
    }

    private CompletableFuture<List<Appended>> append(String id, int users) {
        return commits.submit(users(users), id, "alice", "{}", ManualClock.START);
    }

    private static List<UserKey> users(int count) {
        return IntStream.range(0, count).mapToObj(i -> Users.user("u" + i)).toList();
    }

    private static void assertUnavailable(CompletableFuture<List<Appended>> append, String why) {
        assertThat(append).isCompletedExceptionally();
        assertThatThrownBy(append::join)
                .cause()
                .isInstanceOf(InboxUnavailableException.class)
                .hasMessageContaining(why);
    }

    private static PersistenceException sql(String state) {
        return new PersistenceException(new SQLException("state " + state, state));
    }

    /** Remembers what is written. */
    private static final class Target implements GroupCommit.Target {
        private final List<List<String>> batches = new ArrayList<>();
        private final List<PersistenceException> failures = new ArrayList<>();
        private Runnable during = () -> {};
        private @Nullable RuntimeException failure;
        private @Nullable Error error;
        private String poison = "";
        private int probes;

        @Override
        public List<List<Appended>> write(List<PendingAppend> appends) {
            if (!failures.isEmpty()) {
                throw failures.remove(0);
            }
            List<String> ids = appends.stream().map(PendingAppend::messageId).toList();
            if (ids.contains(poison)) {
                throw sql("22001");
            }
            batches.add(ids);
            during.run();
            fail();
            return appends.stream()
                    .map(append -> append.users().stream()
                            .map(user -> new Appended(user, 1, true))
                            .toList())
                    .toList();
        }

        @Override
        public void probe() {
            probes++;
            fail();
        }

        private void fail() {
            if (error != null) {
                throw error;
            }
            if (failure != null) {
                throw failure;
            }
        }
    }
}
