package io.signalbox.it;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.client.ClientListener;
import io.signalbox.client.ClientState;
import io.signalbox.client.CommandAnswer;
import io.signalbox.client.SignalboxClient;
import io.signalbox.protocol.Message;
import io.signalbox.testing.Json;
import java.math.BigDecimal;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands over HTTP to real clients: what comes back is what the client itself said (contract 1.9). */
class CommandsIT {
    private static final Path SCRIPT = Path.of("src", "it", "node", "commands.mjs");

    private final URI node = Nodes.shared().uri();
    private final String clientId = "cmd-" + UUID.randomUUID().toString().substring(0, 8);
    private final Queue<ClientState> states = new ConcurrentLinkedQueue<>();

    @Test
    @Tag("N08")
    void the_java_client_answers_every_command() throws Exception {
        try (SignalboxClient client = client("/ws")) {
            Map<String, Object> ping = answered("ping", null);
            assertThat(ping)
                    .containsEntry("success", true)
                    .containsEntry("result", "success")
                    .containsEntry("message", "pong")
                    .containsEntry("client_id", clientId)
                    .containsKey("node");
            assertThat(data(ping)).containsKeys("client_info", "server_time", "latency");
            assertThat(data(answered("status", null)))
                    .containsEntry("status", "online")
                    .containsEntry("client_id", clientId);
            assertThat(data(answered("info", null)))
                    .containsEntry("connected", true)
                    .containsEntry("capabilities", List.of("ping", "status", "restart", "info", "echo", "sum"));
            assertThat(data(answered("echo", "{\"x\":[1.50,null,\"é\"]}"))).containsKey("original_data");
            assertThat(answered("sum", "[1,2]")).containsEntry("data", new BigDecimal(3));
            assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
        }
    }

    @Test
    @Tag("N08")
    @Tag("L17")
    void what_the_client_refuses_is_no_success() throws Exception {
        try (SignalboxClient client = client("/ws")) {
            Map<String, Object> answer = answered("dance", null);
            assertThat(answer).containsEntry("success", false).containsEntry("result", "error");
            assertThat(data(answer)).containsKey("supported_commands");
            assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
        }
    }

    @Test
    @Tag("N08")
    void a_client_behind_the_balancer_answers_the_same() throws Exception {
        try (SignalboxClient client = client("/lb/ws")) {
            assertThat(answered("ping", null)).containsEntry("message", "pong");
            assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
        }
    }

    @Test
    @Tag("N08")
    @Tag("N10")
    void the_typescript_client_answers_every_command_and_restarts() throws Exception {
        Script.passes(SCRIPT, node.toString());
    }

    @Test
    @Tag("N10")
    void restart_is_acknowledged_and_then_the_client_leaves_and_comes_back() throws Exception {
        try (SignalboxClient client = client("/ws")) {
            assertThat(answered("restart", null)).containsEntry("success", true);
            assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
            await().atMost(Duration.ofSeconds(15))
                    .until(() -> states.contains(ClientState.RECONNECTING) && client.state() == ClientState.CONNECTED);
            assertThat(answered("ping", null)).containsEntry("message", "pong");
        }
    }

    @Test
    @Tag("N02")
    @Tag("N06")
    void a_client_is_asked_for_its_name() throws Exception {
        try (SignalboxClient client = client("/ws")) {
            assertThat(Json.object(Http.body(node, "/api/query?client_id=" + clientId)))
                    .containsEntry("found", true)
                    .containsEntry("client_id", clientId)
                    .containsEntry("client_name", "Desk é")
                    .containsEntry("answered", true)
                    .containsEntry("status", "ok")
                    .containsKeys("client", "node_id", "backend_id");
            assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
        }
        HttpResponse<String> unknown = Http.get(node, "/api/query?client_id=nobody");
        assertThat(unknown.statusCode()).isEqualTo(404);
        assertThat(Json.object(unknown.body())).containsEntry("found", false).containsKey("message");
    }

    @Test
    @Tag("N06")
    @Tag("N07")
    @Tag("N12")
    void a_connected_client_is_listed_as_online_with_its_node() throws Exception {
        try (SignalboxClient client = client("/ws")) {
            assertThat(listed("/api/clients")).containsEntry("status", "online").containsEntry("is_active", true);
            assertThat(listed("/api/global-clients"))
                    .containsEntry("status", "online")
                    .containsEntry("node_port", new BigDecimal(node.getPort()))
                    .containsKey("node_id");
            assertThat(Json.object(Http.body(node, "/api/global-clients"))).containsKeys("current_node", "total");
            assertThat(client.state()).isEqualTo(ClientState.CONNECTED);
        }
    }

    @Test
    @Tag("N11")
    void a_client_that_says_nothing_is_504_and_one_that_leaves_meanwhile_409() throws Exception {
        try (Peer silent = Peer.connect(node, "/ws?user_id=silent&client_id=" + clientId)) {
            assertThat(problem(send("ping", null))).isEqualTo(504);
            CompletableFuture<HttpResponse<String>> waiting =
                    CompletableFuture.supplyAsync(() -> sendUnchecked("status"));
            silent.awaitText(text -> text.contains("\"command\":\"status\""));
            silent.close();
            assertThat(problem(waiting.get(20, TimeUnit.SECONDS))).isEqualTo(409);
        }
    }

    @Test
    @Tag("N11")
    void an_unknown_client_is_404_and_another_method_405() throws Exception {
        assertThat(problem(send("ping", null))).isEqualTo(404);
        assertThat(Http.get(node, "/api/send-command").statusCode()).isEqualTo(405);
    }

    @ParameterizedTest
    @Tag("N11")
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "1",
                "{}",
                "{\"client_id\":\"c\"}",
                "{\"command\":\"ping\"}",
                "{\"client_id\":\"\",\"command\":\"ping\"}",
                "{\"client_id\":1,\"command\":\"ping\"}",
                "{\"client_id\":\"c\",\"command\":\"a\\u0001\"}"
            })
    void a_body_that_is_no_command_is_400(String body) throws Exception {
        assertThat(problem(Http.post(node, "/api/send-command", body))).isEqualTo(400);
    }

    @ParameterizedTest
    @Tag("N11")
    @CsvSource({"40,400", "2000,400", "40000,413"})
    void data_that_no_client_could_read_is_refused(int depth, int status) throws Exception {
        String data = "[".repeat(depth) + "]".repeat(depth);
        assertThat(problem(send("echo", data))).isEqualTo(status);
    }

    private SignalboxClient client(String path) throws Exception {
        SignalboxClient client = SignalboxClient.builder(node.resolve(path))
                .userId("user-" + clientId)
                .userName("Desk é")
                .clientId(clientId)
                .command("sum", data -> CommandAnswer.success(null, "[1,2]".equals(data) ? "3" : "0"))
                .listener(new States())
                .build();
        client.connect().get(20, TimeUnit.SECONDS);
        return client;
    }

    private Map<String, Object> answered(String command, @Nullable String data) throws Exception {
        HttpResponse<String> response = send(command, data);
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        return Json.object(response.body());
    }

    private HttpResponse<String> send(String command, @Nullable String data) throws Exception {
        return Http.post(
                node,
                "/api/send-command",
                "{\"client_id\":\"" + clientId + "\",\"command\":\"" + command + "\""
                        + (data == null ? "" : ",\"data\":" + data) + "}");
    }

    private HttpResponse<String> sendUnchecked(String command) {
        try {
            return send(command, null);
        } catch (Exception e) {
            throw new CompletionException(e);
        }
    }

    private Map<String, Object> listed(String path) throws Exception {
        return clients(Http.body(node, path)).stream()
                .filter(client -> clientId.equals(client.get("id")))
                .findFirst()
                .orElseThrow();
    }

    @SuppressWarnings("unchecked")
    private static List<Map<String, Object>> clients(String body) {
        return (List<Map<String, Object>>) requireNonNull(Json.object(body).get("clients"));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> data(Map<String, Object> answer) {
        return (Map<String, Object>) requireNonNull(answer.get("data"));
    }

    /** The status of a response that is a problem document. */
    private static int problem(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(Json.object(response.body())).containsEntry("status", new BigDecimal(response.statusCode()));
        return response.statusCode();
    }

    private final class States implements ClientListener {
        @Override
        public void onMessage(Message message) {}

        @Override
        public void onState(ClientState state, ClientState previous) {
            states.add(state);
        }
    }
}
