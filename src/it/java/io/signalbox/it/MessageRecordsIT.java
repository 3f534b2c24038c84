package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.run.NodeProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Records of messages on a real node: from a client's message to the answer over HTTP, and over a restart. */
@Tag("R19")
@Tag("R20")
class MessageRecordsIT {
    private static final String RECORDS = "/api/v1/records/messages";

    @Test
    void a_node_keeps_records_of_messages_and_writes_them_before_it_stops() throws Exception {
        Path folder = Nodes.folder("records");
        Map<String, String> settings = new HashMap<>(Nodes.h2File(folder));
        settings.put("signalbox.records.messages", "all");
        // So long that it is the stop that writes what came last.
        settings.put("signalbox.records.max-wait", "10s");
        int port = Nodes.freePort();
        try (NodeProcess node = Nodes.ready(Nodes.start("records", port, settings))) {
            recordsOfAClient(node.uri());
            refusals(node.uri());
            try (Peer alice = Peer.connect(node.uri(), "/ws?user_id=alice")) {
                alice.send(tracked("last", "nobody"));
                alice.awaitText(text -> text.contains("\"stored\""));
            }
            node.requestStop();
            assertThat(node.await(Nodes.STOP)).isEqualTo(143);
        }
        try (NodeProcess node = Nodes.ready(Nodes.start("records", port, settings))) {
            assertThat(Http.body(node.uri(), RECORDS + "?message_id=last")).contains("\"status\":\"user_offline\"");
            assertThat(Http.body(node.uri(), RECORDS + "?message_id=m1")).contains("\"status\":\"success\"");
        }
    }

    private static void recordsOfAClient(URI node) throws Exception {
        try (Peer alice = Peer.connect(node, "/ws?user_id=alice&client_id=a1");
                Peer bob = Peer.connect(node, "/ws?user_id=bob")) {
            alice.send(tracked("m1", "bob"));
            bob.awaitText(text -> text.contains("\"m1\""));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Http.body(node, RECORDS + "?receiver=bob").contains("\"status\":\"sending\""));
            bob.send("{\"message_type\":\"ack\",\"message_id\":\"m1\"}");
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Http.body(node, RECORDS + "?sender=alice").contains("\"status\":\"success\""));
        }
        assertThat(Http.body(node, RECORDS + "?message_id=m1"))
                .contains(
                        "\"sender_client\":\"a1\"",
                        "\"client_ip\":\"127.0.0.1\"",
                        "\"delivery_mode\":\"p2p\"",
                        "\"number\":1",
                        "\"success\":true")
                .doesNotContain("hello");
        assertThat(Http.body(node, RECORDS + "/statistics")).contains("\"success\":1", "\"failed\":0");
        assertThat(Http.metric(node, "signalbox_message_record_changes_written_total"))
                .isPositive();
    }

    private static void refusals(URI node) throws IOException, InterruptedException {
        for (String query : new String[] {"?status=unheard", "?limit=0", "?after=x", "?order=none"}) {
            HttpResponse<String> refused = Http.get(node, RECORDS + query);
            assertThat(refused.statusCode()).as(query).isEqualTo(400);
            assertThat(refused.headers().firstValue("Content-Type")).contains("application/problem+json");
        }
        assertThat(Http.get(node, RECORDS + "/statistics?app_id=x").statusCode())
                .isEqualTo(400);
    }

    private static String tracked(String id, String receiver) {
        return "{\"message_type\":\"text\",\"require_ack\":true,\"content\":\"hello\",\"message_id\":\"" + id
                + "\",\"receiver\":\"" + receiver + "\"}";
    }
}
