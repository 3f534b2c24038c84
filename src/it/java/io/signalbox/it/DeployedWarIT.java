package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.protocol.MessageType;
import java.io.File;
import java.net.URI;
import java.net.URL;
import java.time.Duration;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ArchivePath;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The very WAR that ships, with a little code of an application in it, deployed by Arquillian to a stock Payara Micro
 * instead of our uber-jar.
 */
@ExtendWith(ArquillianExtension.class)
@SuppressWarnings("NullAway") // Arquillian sets the URL before each test
class DeployedWarIT {
    private static final File WAR = new File("target/signalbox.war");

    @ArquillianResource
    private URL deployed;

    private URI base;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, WAR).addClasses(Witness.class, WitnessServlet.class);
    }

    /** Arquillian reports the machine's own address; the server listens on loopback only. */
    @BeforeEach
    void stay_on_loopback() {
        base = URI.create("http://127.0.0.1:" + deployed.getPort());
    }

    @Test
    void the_checks_are_up_and_the_api_answers() throws Exception {
        assertThat(Http.body(base, "/health/live")).contains("\"status\":\"UP\"");
        assertThat(Http.body(base, "/health/ready")).contains("\"status\":\"UP\"", "\"name\":\"database\"");
        assertThat(Http.body(base, "/health/started")).contains("\"status\":\"UP\"");
        assertThat(Http.body(base, "/api/nodes")).contains("\"self\":true", "\"port\":" + base.getPort());
        assertThat(Http.body(base, "/openapi")).contains("/api/nodes");
    }

    @Test
    void two_users_exchange_messages_and_one_gets_what_it_missed() throws Exception {
        try (Peer alice = Peer.connect(base, "/ws?user_id=alice")) {
            alice.send("{\"message_type\":\"text\",\"message_id\":\"m1\",\"receiver\":\"bob\",\"content\":\"one\"}");
            alice.await(MessageType.ACK);
            try (Peer bob = Peer.connect(base, "/ws?user_id=bob")) {
                assertThat(bob.await(MessageType.TEXT).content()).isEqualTo("one");
                bob.send("{\"message_type\":\"text\",\"receiver\":\"alice\",\"content\":\"two\"}");
                assertThat(alice.await(MessageType.TEXT).content()).isEqualTo("two");
            }
        }
    }

    @Test
    @Tag("P03")
    void observers_of_the_application_are_told_who_comes_and_goes_once_and_in_order() throws Exception {
        String one = "&client_id=witness-1";
        try (Peer first = Peer.connect(base, "/ws?user_id=witnessed" + one);
                Peer second = Peer.connect(base, "/ws?user_id=witnessed&client_id=witness-2")) {
            first.close();
            second.drained();
        }
        await().atMost(Duration.ofSeconds(20)).until(() -> told().contains("offline witnessed"));
        assertThat(told().lines().filter(line -> line.contains("witness")))
                .containsExactly(
                        "online witnessed",
                        "connected witness-1",
                        "connected witness-2",
                        "disconnected witness-1 CLOSE_MESSAGE",
                        "disconnected witness-2 CLOSE_MESSAGE",
                        "offline witnessed");
    }

    @Test
    @Tag("P04")
    void code_of_the_application_subscribes_to_topics_that_java_and_http_publish() throws Exception {
        assertThat(told()).as("it is there, and subscribed").doesNotContain("ticket");
        assertThat(Http.post(base, "/witness?ticket=java", "").statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(20)).until(() -> told().contains("ticket java"));
        String ticket = "{\"ticketId\":\"http\",\"userId\":\"u\",\"sessionId\":\"s\",\"priority\":\"HIGH\","
                + "\"time\":\"2026-11-22T10:00:00Z\",\"nodeId\":\"n\"}";
        assertThat(Http.post(base, "/api/v1/topics/ticket.queue.pushed", ticket).statusCode())
                .isEqualTo(202);
        assertThat(Http.post(base, "/api/v1/topics/ticket.queue.pushed", "{\"no\":\"ticket\"}")
                        .statusCode())
                .isEqualTo(202);
        await().atMost(Duration.ofSeconds(20)).until(() -> told().contains("ticket http"));
        assertThat(told().lines().filter(line -> line.startsWith("ticket")))
                .containsExactly("ticket java HIGH 2026-11-22T10:00:00Z", "ticket http HIGH 2026-11-22T10:00:00Z");
    }

    private String told() throws Exception {
        return Http.body(base, "/witness");
    }

    @Test
    void the_war_holds_neither_the_client_nor_the_launcher_nor_what_the_server_brings() {
        Stream<String> entries = ShrinkWrap.createFromZipFile(WebArchive.class, WAR).getContent().keySet().stream()
                .map(ArchivePath::get);
        assertThat(entries)
                .contains("/WEB-INF/classes/io/signalbox/hub/Hub.class", "/client/index.js")
                .anyMatch(entry -> entry.startsWith("/WEB-INF/lib/bucket4j"))
                .noneMatch(entry -> entry.startsWith("/WEB-INF/classes/io/signalbox/client/")
                        || entry.startsWith("/WEB-INF/classes/io/signalbox/run/")
                        || entry.contains("/jakarta.persistence-api-")
                        || entry.contains("/hazelcast-"));
    }
}
