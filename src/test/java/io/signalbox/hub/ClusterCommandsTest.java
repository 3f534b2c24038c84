package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.CommandOutcome.Answered;
import io.signalbox.hub.CommandOutcome.Failed;
import io.signalbox.hub.CommandOutcome.Reason;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.CloseCode;
import io.signalbox.session.Disconnect;
import io.signalbox.testing.Json;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Contract N09: a command reaches its client on whatever node that is, and brings back the client's own answer. */
class ClusterCommandsTest {
    private static final Duration CLIENT_TIME = Duration.ofSeconds(5);
    private static final Duration NODE_TIME = Duration.ofSeconds(2);
    private static final int PENDING = 4;

    private final LinkedNodes nodes = new LinkedNodes();
    private final TestHub a = node("a");
    private final TestHub b = node("b");
    private final TestHub c = node("c");

    @Test
    @Tag("N09")
    @Tag("N08")
    void a_client_of_another_node_answers_itself() {
        b.connect("bob", "c-2");
        TestHub.Client phone = c.connect("alice", "c-1");
        var outcome = send("echo", "{\"x\": 1}");
        List<String> asked = phone.received();
        assertThat(asked).as("frames for the client").hasSize(1);
        assertThat(Json.object(asked.get(0))).containsEntry("command", "echo").containsEntry("from", "node-c");
        assertThat(outcome).isNotDone();
        answer(phone, requestId(asked), "success", "did it", "{\"y\":[2]}");
        assertThat(outcome).isCompletedWithValue(new Answered("c", true, "did it", "{\"y\":[2]}"));
        assertThat(phone.received()).isEmpty();
    }

    @Test
    @Tag("N09")
    void an_error_of_the_client_is_its_answer_too() {
        TestHub.Client phone = c.connect("alice", "c-1");
        var outcome = send("dance", null);
        answer(phone, null, "error", "unknown", null);
        assertThat(outcome).isCompletedWithValue(new Answered("c", false, "unknown", null));
    }

    @Test
    @Tag("N09")
    void a_client_of_this_node_is_asked_without_the_others() {
        TestHub.Client phone = a.connect("alice", "c-1");
        var outcome = send("status", null);
        answer(phone, null, "success", "here", null);
        assertThat(outcome).isCompletedWithValue(new Answered("a", true, "here", null));
        assertThat(nodes.sent()).isEmpty();
    }

    @Test
    @Tag("N09")
    @Tag("N11")
    void a_client_that_no_node_has_is_unknown() {
        b.connect("bob", "c-2");
        assertThat(reason(send("ping", null))).isEqualTo(Reason.UNKNOWN);
        nothingIsLeftBehind();
    }

    @Test
    @Tag("N09")
    @Tag("N11")
    void a_client_that_is_leaving_another_node_is_offline() {
        TestHub.Client phone = c.connect("alice", "c-1");
        phone.session.ended(Disconnect.byHub(CloseCode.GOING_AWAY));
        assertThat(reason(send("ping", null))).isEqualTo(Reason.OFFLINE);
        assertThat(phone.received()).isEmpty();
    }

    @Test
    @Tag("N09")
    void a_client_that_moved_is_asked_where_it_is_now() {
        TestHub.Client old = a.connect("alice", "c-1");
        old.session.ended(Disconnect.byHub(CloseCode.GOING_AWAY));
        TestHub.Client phone = c.connect("alice", "c-1");
        var outcome = send("status", null);
        answer(phone, null, "success", "moved", null);
        assertThat(outcome).isCompletedWithValue(new Answered("c", true, "moved", null));
    }

    @Test
    @Tag("N09")
    @Tag("N11")
    void a_client_that_leaves_ends_its_command_at_once() {
        TestHub.Client phone = c.connect("alice", "c-1");
        var outcome = send("status", null);
        phone.disconnect();
        assertThat(reason(outcome)).isEqualTo(Reason.OFFLINE);
        nothingIsLeftBehind();
    }

    @Test
    @Tag("N09")
    @Tag("N11")
    void a_client_that_says_nothing_is_given_up_by_its_own_node() {
        c.connect("alice", "c-1");
        var outcome = send("status", null);
        a.scheduler.advance(CLIENT_TIME);
        assertThat(outcome)
                .as("the other node may still pass on what it got in time")
                .isNotDone();
        c.scheduler.advance(CLIENT_TIME);
        assertThat(reason(outcome)).isEqualTo(Reason.TIMED_OUT);
        nothingIsLeftBehind();
    }

    @Test
    @Tag("N09")
    @Tag("N11")
    void a_node_that_dies_with_the_command_is_given_up_after_the_time_of_client_and_node() {
        c.connect("alice", "c-1");
        nodes.lose(message -> message instanceof LinkMessage.Reply reply && reply.answer() instanceof NodeAnswer.Ran);
        var outcome = send("status", null);
        a.scheduler.advance(CLIENT_TIME.plus(NODE_TIME).minusMillis(1));
        assertThat(outcome).isNotDone();
        a.scheduler.advance(Duration.ofMillis(1));
        assertThat(reason(outcome)).isEqualTo(Reason.TIMED_OUT);
        nothingIsLeftBehind();
    }

    @Test
    @Tag("N09")
    @Tag("N11")
    void a_node_that_does_not_say_whether_it_has_the_client_leaves_it_open() {
        nodes.lose(message ->
                message instanceof LinkMessage.Reply reply && reply.from().equals("b"));
        var outcome = send("status", null);
        a.scheduler.advance(NODE_TIME.minusMillis(1));
        assertThat(outcome).isNotDone();
        a.scheduler.advance(Duration.ofMillis(1));
        assertThat(outcome)
                .isCompletedWithValue(
                        new Failed(Reason.TIMED_OUT, "did not say in time whether they have the client: [b]"));
    }

    @Test
    @Tag("N09")
    void a_silent_node_does_not_keep_a_command_from_the_node_that_has_the_client() {
        nodes.lose(message ->
                message instanceof LinkMessage.Reply reply && reply.from().equals("b"));
        TestHub.Client phone = c.connect("alice", "c-1");
        var outcome = send("status", null);
        a.scheduler.advance(NODE_TIME);
        answer(phone, null, "success", "here", null);
        assertThat(outcome).isCompletedWithValue(new Answered("c", true, "here", null));
    }

    @Test
    @Tag("N09")
    void an_answer_that_comes_after_its_time_ends_nothing_else() {
        TestHub.Client phone = c.connect("alice", "c-1");
        nodes.hold();
        var late = send("status", null);
        a.scheduler.advance(NODE_TIME);
        assertThat(reason(late)).isEqualTo(Reason.TIMED_OUT);
        var next = send("info", null);
        nodes.deliver();
        assertThat(next).isNotDone();
        assertThat(phone.received()).as("only the second was passed on").hasSize(1);
        answer(phone, null, "success", "info", null);
        nodes.deliver();
        assertThat(next).isCompletedWithValue(new Answered("c", true, "info", null));
    }

    @Test
    @Tag("N09")
    @Tag("M26")
    void namesakes_on_two_nodes_get_nothing_until_the_tenant_is_named() {
        TestHub.Client one = b.connect("alice", "c-1");
        Tenant other = new Tenant("shop", "eu");
        TestHub.Client two = c.connect(Users.identity(new UserKey(other, "alice"), "c-1"));
        assertThat(reason(send("restart", null))).isEqualTo(Reason.AMBIGUOUS);
        assertThat(one.received()).isEmpty();
        assertThat(two.received()).isEmpty();
        var outcome = future(a, new ClientCommand("c-1", other, "restart", null));
        assertThat(one.received()).isEmpty();
        answer(two, null, "success", "mine", null);
        assertThat(outcome).isCompletedWithValue(new Answered("c", true, "mine", null));
    }

    @Test
    @Tag("N09")
    @Tag("N11")
    void questions_that_wait_are_bounded() {
        c.connect("alice", "c-1");
        nodes.hold();
        for (int i = 0; i < PENDING; i++) {
            assertThat(send("status", null)).isNotDone();
        }
        assertThat(reason(send("status", null))).isEqualTo(Reason.TOO_MANY);
        a.scheduler.advance(NODE_TIME);
        assertThat(send("status", null)).as("there is room again").isNotDone();
    }

    @Test
    @Tag("N09")
    @Tag("N11")
    void a_node_with_as_many_commands_as_may_wait_says_so_for_its_client() {
        c.connect("alice", "c-1");
        for (int i = 0; i < PENDING; i++) {
            assertThat(future(c, new ClientCommand("c-1", "status", null))).isNotDone();
        }
        assertThat(reason(send("status", null))).isEqualTo(Reason.TOO_MANY);
    }

    private void nothingIsLeftBehind() {
        for (int i = 0; i < PENDING; i++) {
            assertThat(reason(future(a, new ClientCommand("nobody", "ping", null))))
                    .as("question %d", i)
                    .isNotEqualTo(Reason.TOO_MANY);
        }
        assertThat(a.scheduler.waiting()).isEqualTo(TestHub.alone().scheduler.waiting());
    }

    private CompletableFuture<CommandOutcome> send(String command, @Nullable String data) {
        return future(a, new ClientCommand("c-1", command, data));
    }

    private static CompletableFuture<CommandOutcome> future(TestHub node, ClientCommand command) {
        return node.hub.commands().send(command).toCompletableFuture();
    }

    private static Reason reason(CompletableFuture<CommandOutcome> outcome) {
        assertThat(outcome).isCompleted();
        return ((Failed) outcome.join()).reason();
    }

    private static String requestId(List<String> frames) {
        return String.valueOf(Json.text(frames.get(0), "request_id"));
    }

    private static void answer(
            TestHub.Client client, @Nullable String id, String result, String message, @Nullable String data) {
        client.send("{\"type\":\"command_response\",\"result\":\"" + result + "\",\"message\":\"" + message + "\""
                + (data == null ? "" : ",\"data\":" + data)
                + (id == null ? "" : ",\"request_id\":\"" + id + "\"") + "}");
    }

    private TestHub node(String id) {
        return new TestHub.Setup()
                .node(id, nodes)
                .commands(new CommandSettings(CLIENT_TIME, Duration.ofSeconds(1), NODE_TIME, PENDING, PENDING))
                .build();
    }
}
