package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.hub.CommandOutcome.Answered;
import io.signalbox.hub.CommandOutcome.Failed;
import io.signalbox.hub.CommandOutcome.Reason;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.protocol.CloseCode;
import io.signalbox.protocol.Limits;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.testing.Json;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1.8 and 1.9: a command ends with what the client itself answered, or with why there is no answer. */
class ClientCommandsTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final TestHub test = new TestHub.Setup()
            .commands(new CommandSettings(TIMEOUT, Duration.ofSeconds(1), Duration.ofSeconds(1), 4, 3))
            .build();
    private final TestHub.Client phone = test.connect("alice", "c-1");

    @Test
    @Tag("N08")
    void the_client_is_asked_in_the_spelling_of_the_reference_and_its_answer_is_the_outcome() {
        var outcome = send("echo", "{\"x\": 1}");
        String asked = phone.received().get(0);
        assertThat(Json.object(asked))
                .containsEntry("type", "command")
                .containsEntry("command", "echo")
                .containsEntry("data", Map.of("x", BigDecimal.ONE))
                .containsEntry("from", "node-node-a")
                .containsKey("request_id")
                .hasSize(5);
        assertThat(outcome).isNotDone();
        answer(phone, requestId(asked), "success", "did it", "{\"y\":[2]}");
        assertThat(outcome).isCompletedWithValue(new Answered("node-a", true, "did it", "{\"y\":[2]}"));
        assertThat(test.scheduler.waiting()).isEqualTo(idleTasks());
    }

    @Test
    @Tag("N08")
    @Tag("L17")
    void an_error_of_the_client_is_an_answer_and_no_success() {
        var outcome = send("dance", null);
        answer(phone, requestId(phone.received().get(0)), "error", "unknown", null);
        assertThat(outcome).isCompletedWithValue(new Answered("node-a", false, "unknown", null));
    }

    @Test
    @Tag("N08")
    void answers_may_come_in_any_order_and_each_goes_to_its_command() {
        var first = send("echo", "1");
        var second = send("echo", "2");
        var asked = phone.received();
        answer(phone, requestId(asked.get(1)), "success", "two", null);
        assertThat(first).isNotDone();
        answer(phone, requestId(asked.get(0)), "success", "one", null);
        assertThat(first).isCompletedWithValue(new Answered("node-a", true, "one", null));
        assertThat(second).isCompletedWithValue(new Answered("node-a", true, "two", null));
    }

    @Test
    @Tag("N08")
    void a_client_of_the_reference_names_no_command_and_answers_in_order() {
        var first = send("echo", null);
        var second = send("echo", null);
        answer(phone, null, "success", "one", null);
        answer(phone, null, "success", "two", null);
        assertThat(first).isCompletedWithValue(new Answered("node-a", true, "one", null));
        assertThat(second).isCompletedWithValue(new Answered("node-a", true, "two", null));
    }

    @Test
    @Tag("N11")
    @Tag("L17")
    void a_late_answer_that_names_no_command_is_not_taken_for_the_answer_to_the_next() {
        var late = send("status", null);
        test.scheduler.advance(TIMEOUT);
        var next = send("info", null);
        answer(phone, null, "success", "status, late", null);
        assertThat(next).isNotDone();
        answer(phone, null, "success", "info", null);
        assertThat(reason(late)).isEqualTo(Reason.TIMED_OUT);
        assertThat(next).isCompletedWithValue(new Answered("node-a", true, "info", null));
        assertThat(test.metrics.value(Count.COMMAND_ANSWERS_IGNORED)).isEqualTo(1);
    }

    @Test
    @Tag("N11")
    void nobody_answers_for_somebody_else() {
        TestHub.Client mallory = test.connect("mallory", "c-2");
        TestHub.Client sameUser = test.connect("alice", "c-3");
        var outcome = send("status", null);
        String id = requestId(phone.received().get(0));
        answer(mallory, id, "success", "mine", null);
        answer(sameUser, id, "success", "mine", null);
        answer(mallory, null, "success", "mine", null);
        answer(phone, "wrong", "success", "mine", null);
        assertThat(outcome).isNotDone();
        assertThat(test.metrics.value(Count.COMMAND_ANSWERS_IGNORED)).isEqualTo(4);
        answer(phone, id, "success", "mine", null);
        answer(phone, id, "success", "again", null);
        assertThat(outcome).isCompletedWithValue(new Answered("node-a", true, "mine", null));
        assertThat(test.metrics.value(Count.COMMAND_ANSWERS_IGNORED)).isEqualTo(5);
        assertThat(mallory.received()).isEmpty();
    }

    @Test
    @Tag("N11")
    void an_unknown_client_is_told_apart_from_one_that_is_leaving() {
        assertThat(reason(stage("nobody", null))).isEqualTo(Reason.UNKNOWN);
        phone.session.ended(io.signalbox.session.Disconnect.byHub(CloseCode.GOING_AWAY));
        assertThat(reason(send("ping", null))).isEqualTo(Reason.OFFLINE);
        phone.disconnect();
        assertThat(reason(send("ping", null))).isEqualTo(Reason.UNKNOWN);
        assertThat(test.metrics.value(Count.COMMANDS_SENT)).isZero();
    }

    @Test
    @Tag("N11")
    void a_client_that_leaves_ends_its_commands_at_once() {
        var outcome = send("status", null);
        phone.disconnect();
        assertThat(reason(outcome)).isEqualTo(Reason.OFFLINE);
        assertThat(test.scheduler.waiting()).isEqualTo(idleTasks());
    }

    @Test
    @Tag("N11")
    void a_client_that_is_replaced_ends_the_commands_of_its_old_connection() {
        var outcome = send("status", null);
        TestHub.Client again = test.connect("alice", "c-1");
        assertThat(reason(outcome)).isEqualTo(Reason.OFFLINE);
        answer(again, requestId(phone.received().get(0)), "success", "mine", null);
        assertThat(test.metrics.value(Count.COMMAND_ANSWERS_IGNORED)).isEqualTo(1);
    }

    @Test
    @Tag("N11")
    void a_client_that_says_nothing_is_waited_for_no_longer_than_the_time_set_and_leaves_nothing_behind() {
        var outcome = send("status", null);
        test.scheduler.advance(TIMEOUT.minusMillis(1));
        assertThat(outcome).isNotDone();
        test.scheduler.advance(Duration.ofMillis(1));
        assertThat(reason(outcome)).isEqualTo(Reason.TIMED_OUT);
        test.scheduler.advance(TIMEOUT);
        assertThat(test.scheduler.waiting()).isEqualTo(idleTasks());
        for (int i = 0; i < 3; i++) {
            assertThat(send("status", null)).isNotDone();
        }
    }

    @Test
    @Tag("N11")
    void commands_that_wait_are_bounded_for_each_client_and_for_the_node() {
        test.connect("bob", "c-2");
        for (int i = 0; i < 3; i++) {
            assertThat(send("status", null)).isNotDone();
        }
        assertThat(reason(send("status", null))).isEqualTo(Reason.TOO_MANY);
        assertThat(stage("c-2", null)).isNotDone();
        assertThat(reason(stage("c-2", null))).isEqualTo(Reason.TOO_MANY);
        phone.disconnect();
        assertThat(stage("c-2", null)).isNotDone();
    }

    @Test
    @Tag("M26")
    void a_client_id_that_two_tenants_use_is_ambiguous_until_the_tenant_is_named() {
        Tenant other = new Tenant("shop", "eu");
        TestHub.Client namesake = test.connect(Users.identity(new UserKey(other, "alice"), "c-1"));
        assertThat(reason(send("status", null))).isEqualTo(Reason.AMBIGUOUS);
        var outcome = stage("c-1", other);
        assertThat(phone.received()).isEmpty();
        answer(namesake, null, "success", "here", null);
        assertThat(outcome).isCompletedWithValue(new Answered("node-a", true, "here", null));
        assertThat(reason(stage("c-1", new Tenant("shop", "us")))).isEqualTo(Reason.UNKNOWN);
    }

    @Test
    @Tag("N08")
    void a_ping_tells_when_it_was_sent() {
        send("ping", null);
        assertThat(Json.object(phone.received().get(0), "data"))
                .containsEntry("server_time", new BigDecimal(test.clock.millis()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1,\"command\":\"restart\"", "1,\"type\":\"ping\"", "{", "", "1 2", "{\"a\":}"})
    void data_that_is_not_one_value_is_refused(String data) {
        assertThatThrownBy(() -> new ClientCommand("c-1", "echo", data)).isInstanceOf(ProtocolException.class);
    }

    @Test
    void a_command_that_no_frame_can_hold_is_refused() {
        assertThatThrownBy(() -> new ClientCommand("", "echo", null)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> new ClientCommand("c-1", "", null)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> new ClientCommand("c-1", "a\u0001", null)).isInstanceOf(ProtocolException.class);
        assertThatThrownBy(() -> new ClientCommand("c-1", "x".repeat(Limits.MAX_ID_LENGTH + 1), null))
                .isInstanceOf(ProtocolException.class);
    }

    @Test
    @Tag("N02")
    void a_client_is_asked_for_its_name_once_however_many_want_to_know() {
        var one = test.hub.commands().queryName("c-1").toCompletableFuture();
        var two = test.hub.commands().queryName("c-1").toCompletableFuture();
        assertThat(phone.received()).containsExactly("{\"type\":\"query_name\",\"id\":\"c-1\"}");
        phone.send("{\"type\":\"name_response\",\"client_id\":\"c-1\",\"client_name\":\"Desk 8\"}");
        assertThat(one).isCompletedWithValue(Optional.of(new ClientName("c-1", "Desk 8", true)));
        assertThat(two).isCompletedWithValue(Optional.of(new ClientName("c-1", "Desk 8", true)));
        assertThat(phone.session.name()).isEqualTo("Desk 8");
        assertThat(test.scheduler.waiting()).isEqualTo(idleTasks());
    }

    @Test
    @Tag("N02")
    void a_client_that_does_not_say_its_name_or_leaves_has_the_one_that_is_known() {
        String known = phone.session.name();
        var silent = test.hub.commands().queryName("c-1").toCompletableFuture();
        test.scheduler.advance(Duration.ofSeconds(1));
        assertThat(silent).isCompletedWithValue(Optional.of(new ClientName("c-1", known, false)));
        var leaving = test.hub.commands().queryName("c-1").toCompletableFuture();
        phone.disconnect();
        assertThat(leaving).isCompletedWithValue(Optional.of(new ClientName("c-1", known, false)));
        assertThat(test.hub.commands().queryName("c-1").toCompletableFuture()).isCompletedWithValue(Optional.empty());
    }

    @Test
    @Tag("N12")
    void a_client_is_online_then_idle_after_thirty_seconds_without_a_word_and_offline_when_it_closes() {
        assertThat(activity()).isEqualTo("online");
        test.clock.advance(Duration.ofSeconds(30));
        assertThat(activity()).isEqualTo("online");
        test.clock.advance(Duration.ofMillis(1));
        assertThat(activity()).isEqualTo("idle");
        phone.send("{\"type\":\"pong\"}");
        assertThat(activity()).isEqualTo("online");
        phone.session.close(CloseCode.GOING_AWAY);
        assertThat(activity()).isEqualTo("offline");
    }

    private String activity() {
        return test.hub
                .activity(phone.session.isOpen(), phone.session.lastSeen())
                .wireName();
    }

    /** Tasks of the scheduler that are there with nothing going on. */
    private static int idleTasks() {
        TestHub quiet = TestHub.alone();
        quiet.connect("alice", "c-1");
        return quiet.scheduler.waiting();
    }

    private CompletableFuture<CommandOutcome> send(String command, @Nullable String data) {
        return future(test.hub.commands().send(new ClientCommand("c-1", command, data)));
    }

    private CompletableFuture<CommandOutcome> stage(String clientId, @Nullable Tenant tenant) {
        return future(test.hub.commands().send(new ClientCommand(clientId, tenant, "status", null)));
    }

    private static CompletableFuture<CommandOutcome> future(CompletionStage<CommandOutcome> stage) {
        return stage.toCompletableFuture();
    }

    private static Reason reason(CompletableFuture<CommandOutcome> outcome) {
        assertThat(outcome).isCompleted();
        return ((Failed) outcome.join()).reason();
    }

    private static String requestId(String frame) {
        return String.valueOf(Json.text(frame, "request_id"));
    }

    private static void answer(
            TestHub.Client client, @Nullable String id, String result, String message, @Nullable String data) {
        client.send("{\"type\":\"command_response\",\"result\":\"" + result + "\",\"message\":\"" + message + "\""
                + (data == null ? "" : ",\"data\":" + data)
                + (id == null ? "" : ",\"request_id\":\"" + id + "\"") + "}");
    }
}
