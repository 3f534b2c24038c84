package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.MessageType;
import java.io.File;
import java.net.URI;
import java.net.URL;
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
            CompletableFuture<String> answer = CompletableFuture.supplyAsync(() -> get(base, "id=m2&timeout=20000"));
            bob.await(MessageType.TEXT);
            bob.send("{\"message_type\":\"ack\",\"message_id\":\"m2\"}");
            assertThat(answer.join()).isEqualTo("CONFIRMED");
            assertThat(get(base, "id=m3&timeout=50")).isEqualTo("TIMEOUT");
        }
        List<String> events = List.of();
        for (int i = 0; i < 100 && events.size() < 10; i++) {
            Thread.sleep(100);
            events = Http.body(base, "/probe").lines().toList();
        }
        assertThat(events)
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
                        "m3 late ACK_TIMEOUT true");
    }

    private static String get(URI base, String query) {
        try {
            return Http.body(base, "/probe?to=bob&" + query);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
