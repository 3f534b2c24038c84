package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.protocol.Message;
import io.signalbox.testing.Frames;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.Seeds;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many messages to many users at once. */
@Tag("M23")
class BatchTest {
    private static final Origin APPLICATION = Origin.application(Users.TENANT);

    @Test
    void an_empty_batch_has_a_result_of_zeros_and_is_done_at_once() {
        Batch batch = TestHub.alone().hub.sends().batch(APPLICATION);
        Batch.Result zero = new Batch.Result(0, 0, 0, 0, Map.of());
        assertThat(batch.execute()).isEqualTo(zero);
        List<Batch.Result> results = new ArrayList<>();
        batch.executeAsync(results::add);
        assertThat(results).containsExactly(zero);
    }

    @Test
    @Tag("H16")
    void each_users_messages_arrive_in_their_order_whatever_the_order_of_the_work() {
        Seeds.each(5, (seed, random) -> {
            QueuedExecutor executor = new QueuedExecutor();
            TestHub node = new TestHub.Setup().executor(executor).build();
            List<TestHub.Client> clients = IntStream.range(0, 20)
                    .mapToObj(i -> node.connect("u" + i, "c"))
                    .toList();
            executor.runAll();
            Batch batch = node.hub.sends().batch(APPLICATION);
            List<String> expected =
                    IntStream.range(0, 50).mapToObj(i -> "m" + i).toList();
            for (String content : expected) {
                for (int u = 0; u < 20; u++) {
                    batch.addMessage(Users.user("u" + u), Frames.text(content).build());
                }
            }
            List<Batch.Result> results = new ArrayList<>();
            batch.executeAsync(results::add);
            assertThat(results).isEmpty();
            while (executor.waiting() > 0) {
                executor.run(random.nextInt(executor.waiting()));
            }
            clients.forEach(client -> assertThat(client.contents()).isEqualTo(expected));
            assertThat(results).hasSize(1);
            assertThat(results.get(0).users()).isEqualTo(20);
            assertThat(results.get(0).succeeded()).isEqualTo(1000);
        });
    }

    @Test
    void a_message_that_fails_is_told_and_counted_and_keeps_nothing_back() {
        TestHub node = TestHub.alone();
        TestHub.Client bob = node.connect("bob", "b1");
        List<String> failures = Collections.synchronizedList(new ArrayList<>());
        Message bad =
                Frames.text("bad").requireAck(true).skipDatabaseStorage(true).build();
        Message unstored = Frames.text("lost").skipDatabaseStorage(true).build();
        Batch.Result result = node.hub
                .sends()
                .batch(APPLICATION)
                .addMessages(
                        Users.user("bob"),
                        List.of(
                                Frames.text("one").build(),
                                bad,
                                Frames.text("two").build()))
                .addMessage(Users.user("away"), unstored)
                .onFailure(failure -> {
                    failures.add(
                            failure.user().userId() + " " + failure.message().content());
                    throw new IllegalStateException("of the application");
                })
                .execute();
        assertThat(bob.contents()).containsExactly("one", "two");
        assertThat(failures).containsExactlyInAnyOrder("bob bad", "away lost");
        assertThat(result.users()).isEqualTo(2);
        assertThat(result.messages()).isEqualTo(4);
        assertThat(result.succeeded()).isEqualTo(2);
        assertThat(result.failed()).isEqualTo(2);
        assertThat(result.byUser()).hasEntrySatisfying(Users.user("bob"), ofBob -> {
            assertThat(ofBob.failed()).isEqualTo(1);
            assertThat(ofBob.errors()).hasSize(1);
        });
    }

    @Test
    void it_can_be_emptied_and_has_a_bound() {
        Batch batch = TestHub.alone().hub.sends().batch(APPLICATION);
        Message message = Frames.text("m").build();
        batch.addMessages(Users.user("bob"), Collections.nCopies(Batch.MAX_MESSAGES, message));
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> batch.addMessage(Users.user("bob"), message));
        assertThat(batch.count()).isEqualTo(Batch.MAX_MESSAGES);
        batch.clear();
        assertThat(batch.count()).isZero();
        assertThat(batch.execute().messages()).isZero();
    }

    @Test
    void it_ends_without_any_free_thread_because_who_waits_works_and_says_so_when_nobody_would() {
        TestHub stuck = new TestHub.Setup()
                .executor(task -> {
                    throw new RejectedExecutionException("no threads");
                })
                .build();
        Batch batch = stuck.hub.sends().batch(APPLICATION);
        batch.addMessage(Users.user("bob"), Frames.text("m").build());
        assertThat(batch.execute().succeeded()).isEqualTo(1);
        assertThatExceptionOfType(RejectedExecutionException.class).isThrownBy(() -> batch.executeAsync(result -> {}));
        assertThat(stuck.waiting("bob")).hasSize(1);
    }

    @Test
    void real_threads_lose_and_reorder_nothing() {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            TestHub node = new TestHub.Setup().executor(threads).build();
            Batch batch = node.hub.sends().batch(APPLICATION);
            List<String> expected =
                    IntStream.range(0, 100).mapToObj(i -> "m" + i).toList();
            for (int u = 0; u < 50; u++) {
                for (String content : expected) {
                    batch.addMessage(Users.user("u" + u), Frames.text(content).build());
                }
            }
            Batch.Result result = batch.execute();
            assertThat(result.succeeded()).isEqualTo(5000);
            for (int u = 0; u < 50; u++) {
                assertThat(node.waiting("u" + u).stream()
                                .map(entry -> entry.message().content()))
                        .isEqualTo(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }
}
