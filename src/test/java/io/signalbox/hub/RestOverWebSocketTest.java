package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeRole;
import io.signalbox.protocol.Frame;
import io.signalbox.testing.Json;
import io.signalbox.testing.ManualClock;
import java.math.BigDecimal;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("N04")
class RestOverWebSocketTest {
    private static final BigDecimal NOW = new BigDecimal(ManualClock.START.toEpochMilli());

    private final NodeInfo self = new NodeInfo("node \"1\"", "i", "127.0.0.1", 8081, NodeRole.HUB, ManualClock.START);
    private final RestOverWebSocket rest = new RestOverWebSocket(self, () -> 7, new ManualClock());

    @ParameterizedTest
    @ValueSource(strings = {"info", "/info"})
    void info_says_what_the_node_is(String path) {
        String answer = answer("GET", path, null);
        assertThat(Json.object(answer))
                .containsEntry("status", new BigDecimal(200))
                .doesNotContainKey("error");
        assertThat(Json.object(answer, "body"))
                .isEqualTo(Map.of(
                        "node_id",
                        "node \"1\"",
                        "port",
                        new BigDecimal(8081),
                        "clients",
                        new BigDecimal(7),
                        "timestamp",
                        NOW));
    }

    @Test
    void health_is_ok() {
        assertThat(Json.object(answer("GET", "health", null), "body"))
                .isEqualTo(Map.of("status", "ok", "node", "node \"1\""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "infos", "info/x", "//info", "INFO", "a\"b"})
    void another_path_is_not_found(String path) {
        String answer = answer("GET", path, "{}");
        assertThat(Json.object(answer))
                .containsEntry("status", new BigDecimal(404))
                .doesNotContainKey("body");
        assertThat(Json.text(answer, "error")).contains(path);
    }

    @ParameterizedTest
    @CsvSource({"POST,201", "PUT,200", "DELETE,200"})
    void a_body_is_sent_back_as_it_is(String method, int status) {
        String answer = answer(method, "anything", "{\"a\":[1,\"é\\n\"]}");
        assertThat(Json.object(answer)).containsEntry("status", new BigDecimal(status));
        assertThat(answer).contains("\"body\":{\"a\":[1,\"é\\n\"]}");
        assertThat(Json.object(answer(method, "anything", null))).doesNotContainKey("body");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PATCH", "HEAD", "get", "", "\"\n"})
    void another_method_is_not_allowed(String method) {
        String answer = answer(method, "info", null);
        assertThat(Json.object(answer))
                .containsEntry("status", new BigDecimal(405))
                .containsKey("error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"GET", "POST", "DELETE", "TRACE"})
    void the_answer_has_the_requests_id_and_the_time(String method) {
        assertThat(Json.object(answer(method, "x", null)))
                .containsEntry("id", "r\"1")
                .containsEntry("timestamp", NOW)
                .containsEntry("headers", Map.of());
    }

    private String answer(String method, String path, @Nullable String body) {
        return rest.answer(new Frame.Request("r\"1", method, path, null, body));
    }
}
