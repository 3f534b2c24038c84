package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.testing.Json;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Contract C21 to C23 over the links of three nodes. */
class ClusterKicksTest {
    private static final UserKey ALICE = Users.user("alice");

    private final LinkedNodes nodes = new LinkedNodes();
    private final TestHub a = node("a");
    private final TestHub b = node("b");
    private final TestHub c = node("c");
    private final Kicks kicks = a.hub.kicks();

    @Test
    @Tag("C21")
    void a_kick_ends_the_connections_of_every_node_and_counts_them() {
        List<TestHub.Client> devices =
                List.of(a.connect("alice", "1"), c.connect("alice", "2"), c.connect("alice", "3"));
        TestHub.Client bob = b.connect("bob", "1");
        TestHub.Client namesake = b.connect(Users.identity(new UserKey(new Tenant("b", "n"), "alice"), "1"));
        assertThat(kicks.kickEverywhere(kicks.order(ALICE, "spam")).toCompletableFuture())
                .isCompletedWithValue(
                        new KickResult("alice", "spam", 3, true, true, null, ManualClock.START, List.of()));
        for (TestHub.Client device : devices) {
            assertThat(Json.text(device.received().get(0), "content")).isEqualTo("spam");
            assertThat(device.wire.closeCode()).isEqualTo(4505);
        }
        assertThat(bob.wire.closeCode()).isZero();
        assertThat(namesake.wire.closeCode()).isZero();
    }

    @Test
    @Tag("C21")
    void a_kick_of_one_node_leaves_the_others_alone() {
        TestHub.Client far = c.connect("alice", "1");
        assertThat(kicks.kick(ALICE, "spam").success()).isFalse();
        assertThat(far.wire.closeCode()).isZero();
        assertThat(nodes.sent()).isEmpty();
    }

    @Test
    @Tag("C21")
    void a_user_whom_no_node_has_cannot_be_kicked() {
        assertThat(kicks.kickEverywhere(kicks.order(ALICE, "spam")).toCompletableFuture())
                .isCompletedWithValue(new KickResult(
                        "alice", "spam", 0, false, false, "user is not online", ManualClock.START, List.of()));
    }

    @Test
    @Tag("C21")
    void a_node_that_does_not_answer_is_named() {
        nodes.lose(message ->
                message instanceof LinkMessage.Reply reply && reply.from().equals("b"));
        var result = kicks.kickEverywhere(kicks.order(ALICE, "spam")).toCompletableFuture();
        assertThat(result).isNotDone();
        a.scheduler.advance(Duration.ofSeconds(1));
        assertThat(result)
                .isCompletedWithValue(new KickResult(
                        "alice",
                        "spam",
                        0,
                        false,
                        false,
                        "user is not online on the nodes that answered",
                        ManualClock.START,
                        List.of("b")));
    }

    @Test
    @Tag("C22")
    void a_silent_kick_is_silent_on_every_node() {
        TestHub.Client far = c.connect("alice", "1");
        var result = kicks.kickEverywhere(new KickOrder(ALICE, "spam", false, ""))
                .toCompletableFuture()
                .join();
        assertThat(result.kicked()).isEqualTo(1);
        assertThat(result.notified()).isFalse();
        assertThat(far.received()).isEmpty();
        assertThat(far.wire.closeCode()).isEqualTo(4505);
    }

    @Test
    @Tag("C21")
    void many_are_kicked_in_their_order_with_a_bounded_number_of_questions_at_once() {
        List<KickOrder> orders = IntStream.range(0, 250)
                .mapToObj(i -> kicks.order(Users.user("u" + i), "spam"))
                .toList();
        TestHub.Client first = b.connect("u0", "1");
        TestHub.Client last = c.connect("u249", "1");
        nodes.hold();
        var results = kicks.kickEverywhere(orders).toCompletableFuture();
        assertThat(nodes.sent()).as("100 users, 2 nodes").hasSize(200);
        nodes.deliver();
        assertThat(results).isCompleted();
        assertThat(results.join().stream().map(KickResult::userId).toList())
                .isEqualTo(orders.stream().map(order -> order.user().userId()).toList());
        assertThat(results.join().stream().filter(KickResult::success).count()).isEqualTo(2);
        assertThat(first.wire.closeCode()).isEqualTo(4505);
        assertThat(last.wire.closeCode()).isEqualTo(4505);
    }

    @Test
    @Tag("C23")
    void a_client_of_another_node_is_disconnected_without_a_message() {
        TestHub.Client phone = b.connect("alice", "phone");
        TestHub.Client desk = c.connect("alice", "desk");
        assertThat(kicks.disconnectEverywhere(Users.TENANT, "phone").toCompletableFuture())
                .isCompletedWithValue(new KickTally(1, false, List.of()));
        assertThat(phone.received()).isEmpty();
        assertThat(phone.wire.closeCode()).isEqualTo(4505);
        assertThat(desk.wire.closeCode()).isZero();
        assertThat(kicks.disconnectEverywhere(Users.TENANT, "phone").toCompletableFuture())
                .isCompletedWithValue(new KickTally(0, false, List.of()));
    }

    private TestHub node(String id) {
        return new TestHub.Setup().node(id, nodes).build();
    }
}
