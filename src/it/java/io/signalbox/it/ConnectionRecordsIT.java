package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.run.NodeProcess;
import io.signalbox.testing.Json;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a real node records of its connections, and what it makes of those of its process before. */
@Tag("K14")
class ConnectionRecordsIT {
    private static final Duration LONGEST = Duration.ofSeconds(60);

    @Test
    @Tag("C24")
    @Tag("H60")
    void connections_are_recorded_measured_and_ended_by_the_next_process_when_theirs_was_killed() throws Exception {
        Map<String, String> settings = new HashMap<>(Nodes.h2File(Nodes.folder("records")));
        settings.put("signalbox.node.id", "recorder");
        settings.put("signalbox.records.connections", "true");
        settings.put("signalbox.records.connection-interval", "1s");
        settings.put("signalbox.records.connection-headers", "user-agent");
        settings.put("signalbox.session.ping-interval", "1s");
        settings.put("signalbox.session.idle-timeout", "60s");
        int port = Nodes.freePort();
        try (NodeProcess node = Nodes.ready(Nodes.start("records", port, settings))) {
            isRecorded(node.uri());
            isKickedAndComesAgain(node.uri());
            answersQuestions(node.uri());
            try (Peer lost = connect(node.uri(), "lost")) {
                await().atMost(LONGEST).until(() -> status(node.uri(), "clients/lost") == 200);
                node.kill();
                lost.cut();
            }
        }
        settings.put("signalbox.transport", "portable");
        try (NodeProcess next = Nodes.ready(Nodes.start("records-again", Nodes.freePort(), settings))) {
            isMeasured(next.uri(), "portable");
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(client(next.uri(), "lost"))
                            .contains("\"reason\":\"node_lost\"", "\"abnormal\":true", "\"active\":false"));
            assertThat(client(next.uri(), "alice")).contains("\"reason\":\"close_message\"", "\"code\":1000");
        }
    }

    private static void isRecorded(URI node) throws Exception {
        isMeasured(node, "alice");
        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(client(node, "alice"))
                        .contains("\"active\":false", "\"reason\":\"close_message\"", "\"code\":1000"));
    }

    private static void isMeasured(URI node, String client) throws Exception {
        try (Peer peer = connect(node, client)) {
            await().atMost(LONGEST)
                    .until(() -> status(node, "clients/" + client) == 200 && pings(node, client, "answered") >= 2);
            String record = client(node, client);
            assertThat(record)
                    .contains(
                            "\"active\":true",
                            "\"client_ip\":\"127.0.0.1\"",
                            "\"headers\":{\"user-agent\":\"Java-http-client/",
                            "\"node\":{\"host\":",
                            "\"id\":\"recorder\"");
            assertThat(pings(node, client, "min_ms")).isPositive();
            assertThat(pings(node, client, "avg_ms")).isBetween(pings(node, client, "min_ms"), 5000.0);
            assertThat(peer.closed()).isFalse();
        }
    }

    private static void isKickedAndComesAgain(URI node) throws Exception {
        try (Peer bob = connect(node, "bob")) {
            bob.send("{\"message_type\":\"nonsense\"}");
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(client(node, "bob")).contains("\"count\":1"));
            Http.post(node, "/api/v1/users/bob/kick", "{\"reason\":\"rude\"}");
            assertThat(bob.closeCode()).isEqualTo(4505);
        }
        await().atMost(LONGEST)
                .untilAsserted(() -> assertThat(client(node, "bob"))
                        .contains("\"reason\":\"kick_out\"", "\"forced\":true", "\"abnormal\":false"));
        try (Peer again = connect(node, "bob")) {
            await().atMost(LONGEST)
                    .untilAsserted(() -> assertThat(client(node, "bob"))
                            .contains("\"active\":true", "\"reconnects\":1", "\"errors\":{\"count\":0}"));
            assertThat(again.closed()).isFalse();
        }
    }

    private static void answersQuestions(URI node) throws Exception {
        assertThat(body(node, "")).contains("\"recording\":true", "\"client_id\":\"alice\"", "\"client_id\":\"bob\"");
        String first = body(node, "?limit=1");
        assertThat(first).contains("\"client_id\":\"bob\"").doesNotContain("alice");
        String next = Objects.requireNonNull(Json.text(first, "next"));
        assertThat(body(node, "?limit=1&after=" + next))
                .contains("\"client_id\":\"alice\"")
                .doesNotContain("\"next\"");
        assertThat(body(node, "?user_id=alice&active=false&abnormal=false&client_ip=127.0.0.1&node_id=recorder"))
                .contains("\"client_id\":\"alice\"")
                .doesNotContain("\"bob\"");
        assertThat(body(node, "/statistics")).contains("\"connections\":2", "\"reconnects\":1");
        assertThat(body(node, "/users/alice")).contains("\"connections\":1", "\"quality\":");
        assertThat(body(node, "/nodes/recorder")).contains("\"connections\":2", "\"quality\":");
        assertThat(body(node, "/reconnects?threshold=1")).contains("\"bob\"").doesNotContain("\"alice\"");
        assertThat(body(node, "/errors?threshold=1")).contains("\"records\":[]");
        assertThat(status(node, "clients/nobody")).isEqualTo(404);
        assertThat(status(node, "errors?threshold=0")).isEqualTo(400);
        assertThat(status(node, "reconnects?limit=1001")).isEqualTo(400);
        HttpResponse<String> wrong = Http.get(node, "/api/v1/records/connections?after=garbage");
        assertThat(wrong.statusCode()).isEqualTo(400);
        assertThat(wrong.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(Http.get(node, "/api/v1/records/connections?active=perhaps").statusCode())
                .isEqualTo(400);
        assertThat(Http.body(node, "/openapi")).contains("/v1/records/connections/clients/{client_id}");
        assertThat(Http.metric(node, "signalbox_connection_record_changes_written_total"))
                .isPositive();
        assertThat(Http.metric(node, "signalbox_connection_record_changes_lost_total"))
                .isZero();
    }

    private static Peer connect(URI node, String client) throws Exception {
        return Peer.connect(node, "/ws?user_id=" + client + "&client_id=" + client);
    }

    private static double pings(URI node, String client, String field) throws Exception {
        Object value = Json.object(client(node, client), "pings").get(field);
        return value instanceof Number number ? number.doubleValue() : -1;
    }

    private static String client(URI node, String client) throws Exception {
        return body(node, "/clients/" + client);
    }

    private static String body(URI node, String path) throws Exception {
        return Http.body(node, "/api/v1/records/connections" + path);
    }

    private static int status(URI node, String path) throws Exception {
        return Http.get(node, "/api/v1/records/connections/" + path).statusCode();
    }
}
