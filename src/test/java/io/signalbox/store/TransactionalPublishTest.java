package io.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.signalbox.hub.Origin;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.metrics.Count;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.publish.Backlog;
import io.signalbox.publish.NoTransactionException;
import io.signalbox.testing.Json;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What a transaction published is sent when it commits, where it says and in order. */
class TransactionalPublishTest extends PublishFixture {
    @Test
    void what_a_transaction_published_is_sent_after_its_commit_and_not_before() {
        TestHub.Client bob = node.connect("bob", "b1");
        transactions.begin();
        String id = sends.toUser(Users.user("bob"), text("paid").build(), SHOP);
        workers.runAll();
        assertThat(bob.received()).isEmpty();
        transactions.commit();
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
        transactions.begin();
        sends.toUser(Users.user("bob"), text("paid").build(), SHOP);
        transactions.rollback();
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
        transactions.begin();
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
        transactions.commit();
        assertThat(table.backlog()).isEqualTo(Backlog.EMPTY);
    }

    @Test
    void it_goes_to_users_groups_namespaces_and_apps_as_plain_sends_do() {
        Origin alice = Origin.user(Users.user("alice"), "Alice", UserType.CUSTOMER);
        TestHub.Client a = node.connect("alice", "a1", "team");
        TestHub.Client b = node.connect("bob", "b1", "team");
        TestHub.Client c = node.connect("carol", "c1");
        transactions.begin();
        sends.publish(text("to carol").receiver("carol").build(), alice);
        sends.publish(text("to the team").groupIds(List.of("team")).build(), alice);
        sends.toGroups(Users.TENANT, List.of("team"), text("to the others").build(), alice, true);
        sends.toNamespace(Users.TENANT, text("to the namespace").build(), alice);
        sends.toApp(Users.TENANT.appId(), text("to all").build(), alice);
        transactions.commit();
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
    void a_time_to_live_begins_when_it_is_published() {
        TestHub.Client bob = node.connect("bob", "b1");
        transactions.begin();
        sends.toUser(Users.user("bob"), text("offer").ttlMs(60_000).build(), SHOP);
        transactions.commit();
        later(Duration.ofSeconds(10));
        workers.runAll();
        assertThat(bob.received()).singleElement().satisfies(json -> {
            assertThat(Json.text(json, "ttl_ms")).isNull();
            assertThat(json).contains("\"deadline\"");
        });
    }

    @Test
    void a_transaction_publishes_so_many_messages_and_no_more() {
        transactions.begin();
        IntStream.range(0, SETTINGS.transactionMessages())
                .forEach(i -> sends.toUser(Users.user("bob"), text("m" + i).build(), SHOP));
        assertThatIllegalStateException()
                .isThrownBy(() -> sends.toUser(Users.user("bob"), text("x").build(), SHOP))
                .withMessageContaining("signalbox.publish.transaction-messages");
        transactions.rollback();
    }
}
