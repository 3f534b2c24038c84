package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.MessageType;
import java.io.File;
import java.net.URI;
import java.net.URL;
import java.util.stream.Stream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ArchivePath;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The very WAR that ships, deployed by Arquillian to a stock Payara Micro instead of our uber-jar. */
@ExtendWith(ArquillianExtension.class)
@SuppressWarnings("NullAway") // Arquillian sets the URL before each test
class DeployedWarIT {
    private static final File WAR = new File("target/signalbox.war");

    @ArquillianResource
    private URL deployed;

    private URI base;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, WAR);
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
