package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.JsonCodec;
import io.signalbox.testing.Json;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Contract 1.9: what a client answers to an operator. */
@Tag("N08")
class CommandsTest {
    private static final List<String> OWN = List.of("ping", "status", "restart", "info", "echo");

    @Test
    void ping_is_answered_with_pong_who_we_are_and_how_long_it_took() {
        ClientFixture hub = ClientFixture.connected();
        long sent = ClientFixture.NOW.toEpochMilli() - 40;
        String answer = ask(hub, "ping", "{\"server_time\":" + sent + "}");
        assertThat(Json.object(answer))
                .containsEntry("type", "command_response")
                .containsEntry("result", "success")
                .containsEntry("message", "pong")
                .containsEntry("client_id", "c-1")
                .containsEntry("request_id", "r1")
                .containsEntry("timestamp", new BigDecimal(ClientFixture.NOW.getEpochSecond()));
        assertThat(Json.object(answer, "data"))
                .isEqualTo(Map.of(
                        "client_info",
                        Map.of("client_id", "c-1", "client_name", "alice"),
                        "server_time",
                        new BigDecimal(sent),
                        "latency",
                        new BigDecimal(40)));
        assertThat(Json.object(ask(hub, "ping", "[1]"), "data")).containsOnlyKeys("client_info");
    }

    @Test
    void status_and_info_tell_what_the_client_is_and_no_token() {
        ClientFixture hub =
                connected(builder -> builder.query("token", "secret").userName("Alice \"A\""));
        assertThat(Json.object(ask(hub, "status", null), "data"))
                .containsEntry("client_id", "c-1")
                .containsEntry("name", "Alice \"A\"")
                .containsEntry("status", "online")
                .containsEntry("uptime", BigDecimal.ZERO)
                .containsEntry("version", "0.1.0")
                .containsKey("platform");
        String info = ask(hub, "info", null);
        assertThat(info).doesNotContain("secret");
        assertThat(Json.object(info, "data"))
                .containsEntry("user_id", "alice")
                .containsEntry("url", "ws://hub.test/ws")
                .containsEntry("connected", true)
                .containsEntry("capabilities", OWN);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"x\":[1,\"é\"]}", "[1,2]", "\"text\"", "1.50", "false"})
    void echo_sends_back_what_came(String data) {
        String answer = ask(ClientFixture.connected(), "echo", data);
        assertThat(answer).contains("\"original_data\":" + data + ",");
        assertThat(Json.object(answer, "data")).containsEntry("echo_time", ClientFixture.NOW.toString());
    }

    @Test
    void an_unknown_command_is_an_error_that_lists_the_supported_ones() {
        ClientFixture hub = connected(builder -> builder.command("lights", data -> CommandAnswer.success(null, null)));
        String answer = ask(hub, "dance", null);
        assertThat(Json.text(answer, "result")).isEqualTo("error");
        assertThat(Json.object(answer, "data"))
                .containsEntry("supported_commands", List.of("ping", "status", "restart", "info", "echo", "lights"));
    }

    @Test
    void a_command_of_the_application_is_answered_as_its_handler_says() {
        ClientFixture hub = connected(builder ->
                builder.command("twice", data -> CommandAnswer.success("did it", "[" + data + "," + data + "]")));
        String answer = ask(hub, "twice", "21");
        assertThat(Json.text(answer, "message")).isEqualTo("did it");
        assertThat(answer).contains("\"data\":[21,21]");
    }

    @Test
    void a_handler_that_throws_is_an_error_for_the_operator_and_for_the_listeners() {
        ClientFixture hub = connected(builder -> builder.command("fail", data -> {
            throw new IllegalStateException("secret");
        }));
        String answer = ask(hub, "fail", null);
        assertThat(Json.text(answer, "result")).isEqualTo("error");
        assertThat(answer).doesNotContain("secret");
        assertThat(hub.errors).extracting(SignalboxException::code).containsExactly("handler_failed");
    }

    @Test
    @SuppressWarnings("NullAway") // what an application without it may do
    void a_handler_that_answers_nothing_is_an_error_and_not_silence() {
        ClientFixture hub = connected(builder -> builder.command("nothing", data -> null));
        assertThat(Json.text(ask(hub, "nothing", null), "result")).isEqualTo("error");
        assertThat(hub.errors).extracting(SignalboxException::code).containsExactly("handler_failed");
    }

    @Test
    void an_answer_that_is_too_large_or_no_json_is_an_error_and_not_silence() {
        ClientFixture hub =
                connected(builder -> builder.command("large", data -> CommandAnswer.success("x".repeat(70_000), null))
                        .command("broken", data -> CommandAnswer.success(null, "{")));
        assertThat(Json.text(ask(hub, "large", null), "message")).isEqualTo("the answer cannot be sent");
        assertThat(Json.text(ask(hub, "broken", null), "message")).isEqualTo("the answer cannot be sent");
    }

    @Test
    void what_every_client_knows_is_answered_though_a_listener_is_stuck() {
        ClientFixture hub = connected(builder -> builder.command("mine", data -> CommandAnswer.success("m", null)));
        hub.listenerStuck = true;
        hub.wire().says(command("mine", null));
        assertThat(hub.wire().answers).isEmpty();
        assertThat(Json.text(ask(hub, "ping", null), "message")).isEqualTo("pong");
        hub.unstick();
        assertThat(Json.text(hub.wire().answers.get(1), "message")).isEqualTo("m");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ping", "restart", "", "a\nb"})
    void a_name_that_every_client_knows_or_no_command_can_have_is_refused(String name) {
        ClientBuilder builder = SignalboxClient.builder(java.net.URI.create("ws://hub.test/ws"));
        assertThatThrownBy(() -> builder.command(name, data -> CommandAnswer.error("no")))
                .isInstanceOfSatisfying(
                        SignalboxException.class, e -> assertThat(e.code()).isEqualTo("invalid_option"));
    }

    @Test
    @Tag("N10")
    void restart_is_acknowledged_and_three_seconds_later_the_client_leaves_and_comes_back() {
        ClientFixture hub = ClientFixture.connected();
        FakeWire first = hub.wire();
        assertThat(Json.text(ask(hub, "restart", null), "message")).isEqualTo("restarting in 3 s");
        assertThat(Json.text(ask(hub, "restart", null), "result")).isEqualTo("success");
        hub.clock.advanceMillis(2999);
        assertThat(first.closedWith).isZero();
        hub.clock.advanceMillis(1);
        assertThat(first.closedWith).isEqualTo(1000);
        assertThat(hub.client.state()).isEqualTo(ClientState.RECONNECTING);
        assertThat(hub.wires).hasSize(1);
        first.closes(1000);
        assertThat(hub.wires).hasSize(2);
        hub.wire().registers();
        assertThat(hub.client.state()).isEqualTo(ClientState.CONNECTED);
        assertThat(hub.disconnections).containsExactly(new Disconnection(1000, "restart", Duration.ZERO));
        hub.clock.advanceMillis(4000);
        assertThat(hub.wires).hasSize(2);
    }

    @Test
    @Tag("N10")
    void a_client_that_lost_its_connection_meanwhile_does_not_restart_as_well() {
        ClientFixture hub = ClientFixture.connected();
        ask(hub, "restart", null);
        hub.cut().registers();
        hub.clock.advanceMillis(4000);
        assertThat(hub.wires).hasSize(2);
        assertThat(hub.wire().closedWith).isZero();
    }

    @Test
    @Tag("N10")
    void a_client_that_is_closed_while_it_restarts_stays_closed() {
        ClientFixture hub = ClientFixture.connected();
        ask(hub, "restart", null);
        hub.clock.advanceMillis(3000);
        hub.clock.execute(() -> hub.client.close());
        hub.wire().closes(1000);
        assertThat(hub.client.state()).isEqualTo(ClientState.CLOSED);
        assertThat(hub.wires).hasSize(1);
    }

    @Test
    @Tag("N02")
    void the_client_says_its_name_when_it_is_asked() {
        ClientFixture hub = connected(builder -> builder.userName("Alice A"));
        hub.wire().says("{\"type\":\"query_name\",\"id\":\"c-1\"}");
        assertThat(Json.object(hub.wire().answers.get(0)))
                .containsEntry("type", "name_response")
                .containsEntry("client_id", "c-1")
                .containsEntry("client_name", "Alice A");
    }

    @Test
    void a_node_of_the_reference_names_no_request_and_nor_does_the_answer() {
        ClientFixture hub = ClientFixture.connected();
        hub.wire().says("{\"type\":\"command\",\"command\":\"echo\"}");
        assertThat(Json.object(hub.wire().answers.get(0))).doesNotContainKey("request_id");
    }

    private static ClientFixture connected(UnaryOperator<ClientBuilder> builder) {
        ClientFixture hub = new ClientFixture(builder, options -> options, true);
        hub.connect();
        return hub;
    }

    /** What the client answers at once. */
    private static String ask(ClientFixture hub, String command, @Nullable String data) {
        FakeWire wire = hub.wire();
        int before = wire.answers.size();
        wire.says(command(command, data));
        assertThat(wire.answers).hasSize(before + 1);
        return wire.answers.get(before);
    }

    private static String command(String command, @Nullable String data) {
        return "{\"type\":\"command\",\"command\":" + JsonCodec.quote(command)
                + (data == null ? "" : ",\"data\":" + data) + ",\"from\":\"node-a\",\"request_id\":\"r1\"}";
    }
}
