package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpResponse;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * An application in the WAR publishes with its JTA transaction, which also writes a table of its own; deployed by
 * Arquillian. That it is killed in between is {@link PublishCrashIT}'s.
 */
@Tag("M9")
@ExtendWith(ArquillianExtension.class)
@SuppressWarnings("NullAway") // Arquillian sets the URL before each test
class TransactionalPublishIT {
    @ArquillianResource
    private URL deployed;

    private URI base;

    @Deployment(testable = false)
    static WebArchive war() {
        return ShopArchive.war();
    }

    /** Arquillian reports the machine's own address; the server listens on loopback only. */
    @BeforeEach
    void stay_on_loopback() {
        base = URI.create("http://127.0.0.1:" + deployed.getPort());
    }

    @Test
    void what_was_published_is_sent_when_the_transaction_commits() throws Exception {
        try (Peer buyer = Peer.connect(base, "/ws?user_id=anna")) {
            HttpResponse<String> placed = order("a1", "anna", "commit");
            assertThat(placed.statusCode()).isEqualTo(200);
            Message first = buyer.await(MessageType.TEXT);
            assertThat(first.messageId()).isEqualTo(placed.body());
            assertThat(first.content()).isEqualTo("took a1");
            assertThat(buyer.await(MessageType.TEXT).content()).isEqualTo("sent a1");
        }
    }

    @Test
    void nothing_is_sent_when_the_transaction_rolls_back() throws Exception {
        try (Peer buyer = Peer.connect(base, "/ws?user_id=berta")) {
            String before = Http.body(base, "/shop");
            HttpResponse<String> refused = order("b1", "berta", "rollback");
            assertThat(refused.statusCode()).isEqualTo(409);
            assertThat(refused.body()).contains("the card was refused");
            assertThat(Http.body(base, "/shop")).as("orders").isEqualTo(before);
            // What the next transaction sends comes first.
            assertThat(order("b2", "berta", "commit").statusCode()).isEqualTo(200);
            assertThat(buyer.await(MessageType.TEXT).content()).isEqualTo("took b2");
            assertThat(buyer.await(MessageType.TEXT).content()).isEqualTo("sent b2");
            assertThat(buyer.drained()).isEmpty();
        }
    }

    @Test
    void without_a_transaction_the_caller_is_told_so() throws Exception {
        HttpResponse<String> answer = order("c1", "cora", "none");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.body()).contains("NoTransactionException", "@Transactional");
    }

    private HttpResponse<String> order(String order, String buyer, String end) throws Exception {
        return Http.post(base, "/shop?order=" + order + "&buyer=" + buyer + "&end=" + end, "");
    }
}
