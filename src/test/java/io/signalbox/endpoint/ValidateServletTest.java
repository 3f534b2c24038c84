package io.signalbox.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.AttributeReader;
import io.signalbox.identity.AttributeSource;
import io.signalbox.identity.ConnectionTokens;
import io.signalbox.identity.TokenSettings;
import io.signalbox.identity.UserType;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeLife;
import io.signalbox.node.NodeRole;
import io.signalbox.node.NodeSettings;
import io.signalbox.node.NodeState;
import io.signalbox.testing.FakeHandshake;
import io.signalbox.testing.Json;
import io.signalbox.testing.ManualClock;
import java.io.IOException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C04")
@Tag("H55")
class ValidateServletTest {
    private final ManualClock clock = new ManualClock();
    private final NodeLife life = new NodeLife();
    private final ConnectionSlots slots = new ConnectionSlots(1, clock);
    private Set<RequiredAttribute> required = Set.of();
    private final AddressLock lock = new AddressLock(2, Duration.ofSeconds(300), clock);

    ValidateServletTest() {
        life.advanceTo(NodeState.READY);
    }

    @Test
    void what_would_be_let_in_is_valid_and_takes_nothing() throws IOException {
        for (int i = 0; i < 3; i++) {
            FakeHandshake asked = ask(plain().parameter("user_id", "u"));
            assertThat(asked.status()).isEqualTo(200);
            assertThat(asked.body()).isEqualTo("{\"valid\":true}");
        }
        assertThat(slots.used()).isZero();
    }

    @Test
    void what_would_be_refused_has_the_same_status_and_says_why() throws IOException {
        refused(plain().parameter("role", "king"), 400, "role 'king'");
        refused(plain().header("Origin", "http://evil.example").from("127.0.0.2"), 403, "origin");
        refused(plain().parameter("user_type", "bot").from("127.0.0.3"), 403, "bot");
        refused(plain().from("10.1.1.1"), 403, "address");
        refused(plain().parameter("user_id", "full").from("127.0.0.4"), 429, "as many connections");
        slots.take();
        FakeHandshake full = refused(plain().from("127.0.0.5"), 503, "connect to another");
        assertThat(full.answered("Retry-After")).isEqualTo("5");
        assertThat(slots.used()).isEqualTo(1);
        life.advanceTo(NodeState.DRAINING);
        refused(plain(), 503, "DRAINING");
    }

    @Test
    @Tag("C03")
    void what_a_handshake_has_to_say_is_asked_for_in_a_dry_run_too() throws IOException {
        required = EnumSet.allOf(RequiredAttribute.class);
        refused(plain(), 400, "user_id and user_type");
        assertThat(ask(plain().from("127.0.0.2").parameter("user_id", "u").parameter("user_type", "visitor"))
                        .status())
                .isEqualTo(200);
        assertThat(ask(plain().from("127.0.0.2").parameter("health", "true")).status())
                .as("who asks for health is nobody")
                .isEqualTo(200);
    }

    @Test
    @Tag("C14")
    void asking_is_no_way_around_the_lock() throws IOException {
        refused(plain().parameter("role", "king"), 400, "king");
        refused(plain().parameter("role", "queen"), 400, "queen");
        FakeHandshake locked = refused(plain(), 429, "refused handshakes");
        assertThat(locked.answered("Retry-After")).isEqualTo("300");
    }

    @Test
    @Tag("C05")
    void a_question_for_health_is_answered_with_the_node() throws IOException {
        FakeHandshake asked = ask(plain().parameter("health", "true"));
        assertThat(asked.status()).isEqualTo(200);
        assertThat(asked.body()).isEqualTo("{\"status\":\"ok\",\"node_id\":\"node-a\"}");
    }

    private FakeHandshake refused(FakeHandshake asked, int status, String why) throws IOException {
        ask(asked);
        assertThat(asked.status()).as(asked.body()).isEqualTo(status);
        assertThat(Json.text(asked.body(), "valid")).isEqualTo("false");
        assertThat(Json.text(asked.body(), "reason")).contains(why);
        assertThat(asked.answered("Content-Type")).isEqualTo("application/json");
        return asked;
    }

    private FakeHandshake ask(FakeHandshake asked) throws IOException {
        AccessSettings access = new AccessSettings(
                required,
                Set.of(UserType.VISITOR),
                List.of(),
                Network.parseList("10.0.0.0/8"),
                0,
                Duration.ofSeconds(300));
        AdmissionLimits limits = new AdmissionLimits(
                AllowedOrigins.SAME_ONLY,
                access,
                new ConnectionTokens(TokenSettings.OFF, clock),
                lock,
                new HandshakeRate(0, clock),
                slots);
        HandshakeRules rules = new HandshakeRules(
                life,
                new NodeSettings("n", NodeRole.HUB, "127.0.0.1", true, Duration.ZERO, 2),
                limits,
                new AttributeReader(AttributeSource.DEFAULT_ORDER, clock),
                identity -> identity.user().userId().equals("full"));
        NodeInfo self = new NodeInfo("node-a", "i", "127.0.0.1", 8081, NodeRole.HUB, ManualClock.START);
        new ValidateServlet(new Entrance(rules, limits, new Metrics()), self).doGet(asked.request(), asked.response());
        return asked;
    }

    /** A plain request, not one of a WebSocket. */
    private static FakeHandshake plain() {
        return new FakeHandshake()
                .header("Upgrade", null)
                .header("Connection", null)
                .header("Sec-WebSocket-Version", null)
                .header("Sec-WebSocket-Key", null);
    }
}
