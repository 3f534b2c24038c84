package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.protocol.MessageType;
import java.io.File;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The WAR with an application's servlet and observers in it: deliveries, and the CDI events of what becomes of them. */
@ExtendWith(ArquillianExtension.class)
@SuppressWarnings("NullAway") // Arquillian sets the URL before each test
class DeliveryObserversIT {
    @ArquillianResource
    private URL deployed;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File("target/signalbox.war"))
                .addClasses(DeliveryProbe.class, DeliveryProbeServlet.class);
    }

    @Test
    @Tag("R01")
    @Tag("R10")
    @Tag("R11")
    @Tag("H36")
    void an_application_waits_for_devices_and_hears_of_each_failure_as_its_kind_and_in_general() throws Exception {
        URI base = URI.create("http://127.0.0.1:" + deployed.getPort());
        assertThat(Http.body(base, "/probe?to=away&id=m1&timeout=1000")).isEqualTo("STORED");
        try (Peer bob = Peer.connect(base, "/ws?user_id=bob")) {
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> get(base, "id=m2&timeout=8000"));
            bob.await(MessageType.TEXT);
            bob.send("{\"message_type\":\"ack\",\"message_id\":\"m2\"}");
            assertThat(answer.join()).isEqualTo("CONFIRMED");
            assertThat(get(base, "id=m3&timeout=50")).isEqualTo("TIMEOUT");
        }
        await().atMost(Duration.ofSeconds(20))
                .untilAsserted(() -> assertThat(events(base))
                        .containsExactlyInAnyOrder(
                                "m1 general USER_OFFLINE true",
                                "m1 offline USER_OFFLINE true",
                                "m1 sent STORED",
                                "m1 ended STORED",
                                "m2 sent STORED",
                                "m2 ended CONFIRMED",
                                "m3 sent STORED",
                                "m3 ended TIMEOUT",
                                "m3 general ACK_TIMEOUT true",
                                "m3 late ACK_TIMEOUT true"));
    }

    @Test
    @Tag("R05")
    @Tag("H36")
    void over_http_the_answer_is_that_of_the_device() throws Exception {
        URI base = URI.create("http://127.0.0.1:" + deployed.getPort());
        assertThat(post(base, "away-2", "h1", 1000)).startsWith("202 ").contains("\"state\":\"stored\"");
        try (Peer carol = Peer.connect(base, "/ws?user_id=carol")) {
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> post(base, "carol", "h2", 8000));
            carol.await(MessageType.TEXT);
            carol.send("{\"message_type\":\"ack\",\"message_id\":\"h2\"}");
            assertThat(answer.join()).startsWith("200 ").contains("\"state\":\"confirmed\"", "\"number\":1");
            assertThat(post(base, "carol", "h3", 50))
                    .startsWith("504 ")
                    .contains("\"reason\":\"ack_timeout\"", "\"stored\":true");
        }
        assertThat(post(base, "carol", "h4", 30_001)).startsWith("400 ");
    }

    private static List<String> events(URI base) throws Exception {
        return Http.body(base, "/probe")
                .lines()
                .filter(event -> event.startsWith("m"))
                .toList();
    }

    private static String post(URI base, String to, String id, int timeout) {
        try {
            var answer = Http.post(
                    base,
                    "/api/v1/deliveries?ack_retries=0&ack_timeout_ms=" + timeout,
                    "{\"message_type\":\"text\",\"message_id\":\"" + id + "\",\"receiver\":\"" + to
                            + "\",\"content\":\"hello\"}");
            return answer.statusCode() + " " + answer.body();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static String get(URI base, String query) {
        try {
            return Http.body(base, "/probe?to=bob&" + query);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
