package io.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.signalbox.hub.InMemoryInbox;
import io.signalbox.hub.Origin;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.metrics.Count;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageBuilder;
import io.signalbox.protocol.MessageType;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.publish.Backlog;
import io.signalbox.publish.CallerTransaction;
import io.signalbox.publish.NoTransactionException;
import io.signalbox.publish.Publications;
import io.signalbox.publish.PublishSettings;
import io.signalbox.publish.Relay;
import io.signalbox.publish.SetAside;
import io.signalbox.publish.TransactionalSends;
import io.signalbox.testing.Concurrently;
import io.signalbox.testing.DirectExecutor;
import io.signalbox.testing.Json;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.ManualScheduler;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.TestDatabase;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Publishing with a transaction, from the application's call to the receiver, on real tables. The transactions are local
 * here; those of a container are {@code TransactionalPublishIT}'s.
 */
@Tag("M9")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TransactionalPublishTest {
    private static final PublishSettings SETTINGS = new PublishSettings(
            Duration.ofSeconds(30), Duration.ofSeconds(5), 3, 10, 3, Duration.ofSeconds(2), Duration.ofSeconds(60));
    private static final Origin SHOP = Origin.application(Users.TENANT);

    private TestDatabase database;
    private TestHub node;
    private Publications table;
    private TransactionalSends sends;
    private QueuedExecutor workers;

    TestDatabase database() {
        return TestDatabase.h2(OutboxMessage.class);
    }

    @BeforeAll
    void start() {
        database = database();
    }

    @AfterAll
    void stop() {
        database.close();
    }

    @BeforeEach
    void begin_with_an_empty_table() {
        sql("delete from outbox_message");
        node = TestHub.alone();
        table = new JpaPublications(database, database, node.clock);
        workers = new QueuedExecutor();
        sends = sends(relay(workers));
    }

    @Test
    void what_a_transaction_published_is_sent_after_its_commit_and_not_before() {
        TestHub.Client bob = node.connect("bob", "b1");
        database.begin();
        String id = sends.toUser(Users.user("bob"), text("paid").build(), SHOP);
        workers.runAll();
        assertThat(bob.received()).isEmpty();
        database.commit();
        workers.runAll();
        assertThat(bob.received()).singleElement().satisfies(json -> {
            assertThat(Json.text(json, "content")).isEqualTo("paid");
            assertThat(Json.text(json, "message_id")).isEqualTo(id);
            assertThat(Json.text(json, "sender")).isEqualTo("system");
        });
        assertThat(table.backlog()).isEqualTo(Backlog.EMPTY);
        assertThat(node.metrics.value(Count.PUBLICATIONS_RELAYED)).isEqualTo(1);
    }

    @Test
    void nothing_is_left_of_a_transaction_that_rolls_back() {
        TestHub.Client bob = node.connect("bob", "b1");
        database.begin();
        sends.toUser(Users.user("bob"), text("paid").build(), SHOP);
        database.rollback();
        workers.runAll();
        later(SETTINGS.sweepAfter());
        otherNode().sweeps();
        assertThat(bob.received()).isEmpty();
        assertThat(table.backlog()).isEqualTo(Backlog.EMPTY);
    }

    @Test
    void without_a_transaction_nothing_is_published() {
        assertThatExceptionOfType(NoTransactionException.class)
                .isThrownBy(() -> sends.publish(text("x").receiver("bob").build(), SHOP))
                .withMessageContaining("@Transactional");
        assertThat(table.backlog()).isEqualTo(Backlog.EMPTY);
    }

    @Test
    void what_could_never_be_sent_is_refused_before_the_commit() {
        Origin alice = Origin.user(Users.user("alice"), "Alice", UserType.CUSTOMER);
        UserKey stranger = new UserKey(new Tenant("other", "ns"), "eve");
        database.begin();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sends.toUser(stranger, text("x").build(), alice));
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() -> sends.toUser(
                        Users.user("bob"),
                        text("x").requireAck(true).skipDatabaseStorage(true).build(),
                        alice));
        assertThatExceptionOfType(ProtocolException.class)
                .isThrownBy(() ->
                        sends.toUser(Users.user("x".repeat(200)), text("x").build(), alice));
        database.commit();
        assertThat(table.backlog()).isEqualTo(Backlog.EMPTY);
    }

    @Test
    void it_goes_to_users_groups_namespaces_and_apps_as_plain_sends_do() {
        Origin alice = Origin.user(Users.user("alice"), "Alice", UserType.CUSTOMER);
        TestHub.Client a = node.connect("alice", "a1", "team");
        TestHub.Client b = node.connect("bob", "b1", "team");
        TestHub.Client c = node.connect("carol", "c1");
        database.begin();
        sends.publish(text("to carol").receiver("carol").build(), alice);
        sends.publish(text("to the team").groupIds(List.of("team")).build(), alice);
        sends.toGroups(Users.TENANT, List.of("team"), text("to the others").build(), alice, true);
        sends.toNamespace(Users.TENANT, text("to the namespace").build(), alice);
        sends.toApp(Users.TENANT.appId(), text("to all").build(), alice);
        database.commit();
        workers.runAll();
        // The first one is the echo to the sender's own devices.
        assertThat(a.contents()).containsExactly("to carol", "to the team", "to the namespace", "to all");
        assertThat(b.contents()).containsExactly("to the team", "to the others", "to the namespace", "to all");
        assertThat(c.contents()).containsExactly("to carol", "to the namespace", "to all");
    }

    @Test
    void one_transactions_messages_keep_their_order_on_both_ways() {
        TestHub.Client bob = node.connect("bob", "b1");
        List<String> expected = IntStream.range(0, 8).mapToObj(i -> "m" + i).toList();
        published(expected);
        workers.runAll();
        assertThat(bob.contents()).containsExactlyElementsOf(expected);
        published(expected);
        later(SETTINGS.sweepAfter());
        otherNode().sweeps();
        assertThat(bob.contents()).containsExactlyElementsOf(expected);
    }

    @Test
    void two_transactions_for_one_user_are_sent_in_the_order_of_their_commits() {
        TestHub.Client bob = node.connect("bob", "b1");
        published(List.of("one", "two"));
        published(List.of("three"));
        workers.runAll();
        assertThat(bob.contents()).containsExactly("one", "two", "three");
    }

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
        Publications crashing = new JpaPublications(database, database, node.clock) {
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
        database.begin();
        sends.toUser(Users.user("bob"), text("slow").build(), SHOP);
        later(SETTINGS.sweepAfter().plusSeconds(1));
        otherNode().sweeps();
        assertThat(node.inbox.appends()).isZero();
        database.commit();
        otherNode().sweeps();
        workers.runAll();
        assertThat(node.inbox.appends()).isEqualTo(1);
    }

    @Test
    void an_inbox_that_refuses_is_tried_again_at_growing_intervals_and_nothing_overtakes() {
        node.inbox.down(true);
        published(List.of("one", "two"));
        workers.runAll();
        node.inbox.down(false);
        Node other = otherNode();
        later(Duration.ofMillis(1999));
        other.sweeps();
        assertThat(node.waiting("bob")).isEmpty();
        node.inbox.down(true);
        later(Duration.ofMillis(1));
        other.sweeps();
        node.inbox.down(false);
        later(Duration.ofMillis(3999));
        other.sweeps();
        assertThat(node.waiting("bob")).isEmpty();
        assertThat(node.metrics.value(Count.PUBLICATIONS_FAILED)).isEqualTo(2);
        later(Duration.ofMillis(1));
        other.sweeps();
        assertThat(node.waiting("bob"))
                .extracting(entry -> String.valueOf(entry.message().content()))
                .containsExactly("one", "two");
        assertThat(table.backlog()).isEqualTo(Backlog.EMPTY);
    }

    @Test
    void what_fails_too_often_is_set_aside_counted_and_visible_and_does_not_hold_up_the_rest() {
        node = new TestHub.Setup()
                .inbox(new InMemoryInbox(new ManualClock(), Duration.ofDays(7), 1))
                .build();
        table = new JpaPublications(database, database, node.clock);
        sends = sends(relay(workers));
        database.begin();
        sends.toUser(Users.user("bob"), text("fits").build(), SHOP);
        String id = sends.toUser(Users.user("bob"), text("does not").build(), SHOP);
        sends.toUser(Users.user("carol"), text("goes on").build(), SHOP);
        database.commit();
        workers.runAll();
        for (int attempt = 1; attempt < SETTINGS.attempts(); attempt++) {
            assertThat(node.waiting("carol")).isEmpty();
            assertThat(table.backlog().waiting()).isEqualTo(2);
            later(SETTINGS.longestRetryDelay());
            otherNode().sweeps();
        }
        assertThat(node.waiting("carol")).hasSize(1);
        assertThat(node.metrics.value(Count.PUBLICATIONS_FAILED)).isEqualTo(3);
        assertThat(node.metrics.value(Count.PUBLICATIONS_SET_ASIDE)).isEqualTo(1);
        assertThat(table.backlog()).isEqualTo(new Backlog(0, null, 1));
        SetAside aside = sends.setAside(10).get(0);
        assertThat(aside.messageId()).isEqualTo(id);
        assertThat(aside.target()).isEqualTo("user " + Users.user("bob"));
        assertThat(aside.failed()).isEqualTo(3);
        assertThat(aside.error()).contains("inbox", "full");

        node.inbox.remove(Users.user("bob"), List.of(1L));
        assertThat(sends.tryAgain(aside.id())).isTrue();
        assertThat(sends.tryAgain(aside.id())).isFalse();
        otherNode().sweeps();
        assertThat(node.waiting("bob"))
                .extracting(entry -> entry.message().messageId())
                .containsExactly(id);
        assertThat(sends.setAside(10)).isEmpty();
    }

    @Test
    void a_row_that_cannot_be_read_is_set_aside_and_can_be_discarded() {
        published(List.of("one", "two", "three"));
        sql("update outbox_message set body = '{\"no\":' where place = 1");
        later(SETTINGS.sweepAfter());
        otherNode().sweeps();
        assertThat(node.waiting("bob"))
                .extracting(entry -> String.valueOf(entry.message().content()))
                .containsExactly("one", "three");
        SetAside aside = sends.setAside(10).get(0);
        assertThat(aside.error()).contains("cannot read");
        assertThat(sends.discard(aside.id())).isTrue();
        assertThat(sends.discard(aside.id())).isFalse();
        assertThat(table.backlog()).isEqualTo(Backlog.EMPTY);
    }

    @Test
    void what_waits_cannot_be_discarded() {
        published(List.of("one"));
        later(SETTINGS.sweepAfter());
        long id = table.waiting(table.due(1).get(0), -1, 1).get(0).id();
        assertThat(sends.discard(id)).isFalse();
        assertThat(sends.tryAgain(id)).isFalse();
        assertThat(table.backlog().waiting()).isEqualTo(1);
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
    void a_time_to_live_begins_when_it_is_published() {
        TestHub.Client bob = node.connect("bob", "b1");
        database.begin();
        sends.toUser(Users.user("bob"), text("offer").ttlMs(60_000).build(), SHOP);
        database.commit();
        later(Duration.ofSeconds(10));
        workers.runAll();
        assertThat(bob.received()).singleElement().satisfies(json -> {
            assertThat(Json.text(json, "ttl_ms")).isNull();
            assertThat(json).contains("\"deadline\"");
        });
    }

    @Test
    void a_transaction_publishes_so_many_messages_and_no_more() {
        database.begin();
        IntStream.range(0, SETTINGS.transactionMessages())
                .forEach(i -> sends.toUser(Users.user("bob"), text("m" + i).build(), SHOP));
        assertThatIllegalStateException()
                .isThrownBy(() -> sends.toUser(Users.user("bob"), text("x").build(), SHOP))
                .withMessageContaining("signalbox.publish.transaction-messages");
        database.rollback();
    }

    @Test
    void the_backlog_knows_the_oldest() {
        published(List.of("one"));
        later(Duration.ofSeconds(5));
        published(List.of("two", "three"));
        assertThat(table.backlog())
                .isEqualTo(new Backlog(3, node.clock.instant().minusSeconds(5), 0));
    }

    private List<String> published(List<String> contents) {
        List<String> ids = new ArrayList<>();
        database.begin();
        for (String content : contents) {
            ids.add(sends.toUser(
                    Users.user("bob"), text(content).requireAck(true).build(), SHOP));
        }
        database.commit();
        return ids;
    }

    private static MessageBuilder text(String content) {
        return Message.builder(MessageType.TEXT).content(content);
    }

    private void later(Duration time) {
        node.clock.advance(time);
    }

    private Relay relay(Executor executor) {
        return new Relay(table, node.hub::sends, executor, SETTINGS, node.metrics, node.clock);
    }

    private TransactionalSends sends(Relay relay) {
        return new TransactionalSends(new Local(database), table, relay, SETTINGS, node.clock);
    }

    /** A node that finds what others left; it shares the hub, so that the test sees where messages get to. */
    private Node otherNode() {
        ManualScheduler time = new ManualScheduler();
        relay(new DirectExecutor()).start(time);
        return () -> time.advance(SETTINGS.sweepEvery());
    }

    private void sql(String statement) {
        try (Connection connection = database.source().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Node {
        void sweeps();
    }

    /** The transaction that the test's thread has begun. */
    private static final class Local implements CallerTransaction {
        private final TestDatabase database;

        Local(TestDatabase database) {
            this.database = database;
        }

        @Override
        public <T> T attached(Class<T> type, Supplier<T> first, Consumer<T> committed) {
            if (!database.inTransaction()) {
                throw new NoTransactionException("no transaction is active");
            }
            return type.cast(database.attached(type, () -> {
                T made = first.get();
                database.afterCommit(() -> committed.accept(made));
                return made;
            }));
        }
    }
}
