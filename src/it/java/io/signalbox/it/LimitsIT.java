package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.signalbox.run.NodeProcess;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Limits of minutes and the way of an alert out of a real node. */
@Tag("K09")
@Tag("K10")
class LimitsIT {
    @Test
    void a_user_over_the_limit_is_blocked_and_the_webhook_hears_of_it() throws Exception {
        BlockingQueue<String> alerts = new LinkedBlockingQueue<>();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/alerts", exchange -> {
            try (exchange) {
                alerts.add(exchange.getRequestHeaders().getFirst("X-Signalbox-Signature")
                        + ' '
                        + new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
                exchange.sendResponseHeaders(204, -1);
            }
        });
        server.start();
        Map<String, String> settings = new HashMap<>(Nodes.h2File(Nodes.folder("limits")));
        settings.put("signalbox.limits.user-per-minute", "5");
        settings.put(
                "signalbox.alerts.webhook",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/alerts");
        settings.put("signalbox.alerts.webhook-secret", "top-secret");
        try (NodeProcess node = Nodes.ready(Nodes.start("limits", Nodes.freePort(), settings));
                Peer alice = Peer.connect(node.uri(), "/ws?user_id=alice")) {
            for (int i = 0; i < 6; i++) {
                alice.send("{\"message_type\":\"ping\",\"message_id\":\"p" + i + "\"}");
            }
            assertThat(alice.awaitText(text -> text.contains("rate_limited"))).contains("\"retry_after_ms\":300000");
            assertThat(alerts.poll(20, TimeUnit.SECONDS))
                    .startsWith("sha256=")
                    .contains("\"kind\":\"alert\"", "\"key\":\"__default_app__/__default_ns__/alice\"", "\"count\":4");
            assertThat(alerts.poll(20, TimeUnit.SECONDS)).contains("\"kind\":\"blocked\"", "\"limit\":5");
            assertThat(Http.body(node.uri(), "/metrics")).containsPattern("signalbox_quota_blocks_total[^\\n]* 1");
        } finally {
            server.stop(0);
        }
    }

    @Test
    void a_mail_session_that_the_server_does_not_have_ends_the_start_with_exit_code_2() throws Exception {
        Map<String, String> settings = new HashMap<>(Nodes.h2File(Nodes.folder("no-mail")));
        settings.put("signalbox.cluster.port", Integer.toString(Nodes.freePort()));
        settings.put("signalbox.alerts.mail.session", "mail/nowhere");
        settings.put("signalbox.alerts.mail.from", "hub@example.org");
        settings.put("signalbox.alerts.mail.to", "ops@example.org");
        List<String> lines = new CopyOnWriteArrayList<>();
        NodeProcess process =
                NodeProcess.start(Nodes.JAR, "no-mail", Nodes.freePort(), settings, Nodes.JVM, lines::add);
        int code = process.await(Duration.ofMinutes(3));
        process.awaitLog(Duration.ofSeconds(5));
        assertThat(code).as(String.join("\n", lines).replace("%", "%%")).isEqualTo(2);
        assertThat(String.join("\n", lines)).contains("signalbox.alerts.mail.session is 'mail/nowhere'");
    }
}
