package io.signalbox.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.config.SettingsReader;
import io.signalbox.identity.AttributeReader;
import io.signalbox.identity.AttributeSource;
import io.signalbox.identity.ConnectionTokens;
import io.signalbox.identity.Identity;
import io.signalbox.identity.TokenClaims;
import io.signalbox.identity.TokenSettings;
import io.signalbox.identity.UserType;
import io.signalbox.metrics.LabelledCount;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.NodeLife;
import io.signalbox.node.NodeRole;
import io.signalbox.node.NodeSettings;
import io.signalbox.node.NodeState;
import io.signalbox.testing.FakeHandshake;
import io.signalbox.testing.Json;
import io.signalbox.testing.ManualClock;
import io.signalbox.transport.Transport;
import io.signalbox.transport.TransportSettings;
import io.signalbox.transport.WireName;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.glassfish.tyrus.servlet.TyrusHttpUpgradeHandler;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("H55")
class AdmissionFilterTest {
    private static final Duration LOCK = Duration.ofSeconds(300);
    private static final AccessSettings OPEN = new AccessSettings(Set.of(), List.of(), List.of(), 0, LOCK);
    private final ManualClock clock = new ManualClock();
    private final Metrics metrics = new Metrics();
    private final NodeLife life = new NodeLife();
    private final ConnectionSlots slots = new ConnectionSlots(2, clock);
    private final HandshakeRate rate = new HandshakeRate(3, clock);
    private final List<HandshakePrincipal> admitted = new ArrayList<>();
    private ConnectionTokens tokens = new ConnectionTokens(TokenSettings.OFF, clock);

    AdmissionFilterTest() {
        life.advanceTo(NodeState.READY);
    }

    @Test
    void a_handshake_that_nothing_is_wrong_with_is_passed_on_with_who_it_is() throws Exception {
        FakeHandshake handshake = new FakeHandshake().parameter("client_id", "c-1");
        shake(handshake, this::upgrade);
        assertThat(admitted)
                .singleElement()
                .matches(principal -> principal.getName().equals("c-1"));
        assertThat(handshake.body()).isEmpty();
    }

    @Test
    void a_balancer_has_no_hub() throws Exception {
        FakeHandshake handshake = new FakeHandshake();
        filter(NodeRole.BALANCER, AllowedOrigins.SAME_ONLY)
                .doFilter(handshake.request(), handshake.response(), this::upgrade);
        refused(handshake, Refusal.NO_HUB, "/lb/ws");
    }

    @Test
    void a_node_that_drains_takes_nobody_and_says_when_to_try_again() throws Exception {
        life.advanceTo(NodeState.DRAINING);
        FakeHandshake handshake = new FakeHandshake();
        shake(handshake, this::upgrade);
        refused(handshake, Refusal.NOT_READY, "connect to another");
        assertThat(handshake.answered("Retry-After")).isEqualTo("1");
    }

    @Test
    void a_plain_request_is_told_to_upgrade() throws Exception {
        FakeHandshake handshake = new FakeHandshake().header("Upgrade", null);
        shake(handshake, this::upgrade);
        refused(handshake, Refusal.NO_WEBSOCKET, "WebSocket");
        assertThat(handshake.answered("Upgrade")).isEqualTo("websocket");
    }

    @Test
    void another_version_of_the_protocol_is_told_the_right_one() throws Exception {
        FakeHandshake handshake = new FakeHandshake().header("Sec-WebSocket-Version", "8");
        shake(handshake, this::upgrade);
        refused(handshake, Refusal.NO_WEBSOCKET, "13");
        assertThat(handshake.answered("Sec-WebSocket-Version")).isEqualTo("13");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST | HTTP/1.1 | dGhlIHNhbXBsZSBub25jZQ== | 405",
                "GET | HTTP/1.0 | dGhlIHNhbXBsZSBub25jZQ== | 400",
                "GET | HTTP/1.1 | | 400",
                "GET | HTTP/1.1 | dGhlIHNhbXBsZSBub25j | 400",
                "GET | HTTP/1.1 | ??????????????????????== | 400"
            })
    @Tag("RFC6455-4.2.1")
    void what_is_no_handshake_never_reaches_the_container(String method, String protocol, String key, int status)
            throws Exception {
        FakeHandshake handshake = new FakeHandshake().line(method, protocol).header("Sec-WebSocket-Key", key);
        shake(handshake, this::upgrade);
        assertThat(handshake.status()).isEqualTo(status);
        assertThat(admitted).isEmpty();
        assertThat(slots.used()).isZero();
    }

    @Test
    void an_upgrade_that_the_connection_header_does_not_name_is_none() throws Exception {
        FakeHandshake handshake = new FakeHandshake().header("Connection", "keep-alive");
        shake(handshake, this::upgrade);
        refused(handshake, Refusal.NO_WEBSOCKET, "WebSocket");
    }

    @Test
    void a_page_of_another_origin_is_refused() throws Exception {
        FakeHandshake handshake = new FakeHandshake().header("Origin", "http://evil.example");
        shake(handshake, this::upgrade);
        refused(handshake, Refusal.FOREIGN_ORIGIN, "origin");
    }

    @Test
    void a_page_of_the_balancers_address_is_no_foreign_page() throws Exception {
        FakeHandshake handshake =
                new FakeHandshake().header("Origin", "https://chat.example").header("X-Forwarded-Host", "chat.example");
        shake(handshake, this::upgrade);
        assertThat(admitted).hasSize(1);
    }

    @Test
    void an_origin_that_is_listed_is_taken() throws Exception {
        FakeHandshake handshake = new FakeHandshake().header("Origin", "https://chat.example");
        filter(NodeRole.HUB, new AllowedOrigins(false, Set.of("https://chat.example")))
                .doFilter(handshake.request(), handshake.response(), this::upgrade);
        assertThat(admitted).hasSize(1);
    }

    @Test
    void an_attribute_that_is_too_long_is_refused_and_takes_no_slot() throws Exception {
        FakeHandshake handshake = new FakeHandshake().parameter("user_id", "x".repeat(129));
        shake(handshake, this::upgrade);
        refused(handshake, Refusal.BAD_ATTRIBUTE, "user_id");
        assertThat(slots.used()).isZero();
    }

    @Test
    void an_address_that_comes_too_often_is_refused_until_it_waited() throws Exception {
        for (int i = 0; i < 3; i++) {
            shake(new FakeHandshake().from("127.0.0.9"), (request, response) -> {});
        }
        FakeHandshake fourth = new FakeHandshake().from("127.0.0.9");
        shake(fourth, this::upgrade);
        refused(fourth, Refusal.TOO_FAST, "too many handshakes");
        assertThat(fourth.answered("Retry-After")).isEqualTo("1");
        shake(new FakeHandshake().from("127.0.0.8"), this::upgrade);
        clock.advance(Duration.ofSeconds(1));
        shake(new FakeHandshake().from("127.0.0.9"), this::upgrade);
        assertThat(admitted).hasSize(2);
    }

    @Test
    @Tag("C13")
    void a_full_node_refuses_the_next_until_one_of_its_connections_ends() throws Exception {
        shake(new FakeHandshake(), this::upgrade);
        shake(new FakeHandshake(), this::upgrade);
        FakeHandshake third = new FakeHandshake();
        shake(third, this::upgrade);
        refused(third, Refusal.FULL, "connect to another");
        assertThat(third.answered("Retry-After")).isEqualTo("5");
        assertThat(slots.used()).isEqualTo(2);

        admitted.get(0).slot().release();
        clock.advance(Duration.ofSeconds(1));
        shake(new FakeHandshake(), this::upgrade);
        assertThat(admitted).hasSize(3);
    }

    @Test
    @Tag("C13")
    void a_handshake_that_fails_behind_the_filter_gives_its_slot_back() throws Exception {
        shake(new FakeHandshake(), (request, response) -> {});
        assertThat(slots.used()).isZero();
        assertThatThrownBy(() -> shake(new FakeHandshake(), (request, response) -> {
                    throw new IOException("the client went");
                }))
                .isInstanceOf(IOException.class);
        assertThat(slots.used()).isZero();
    }

    @Test
    @Tag("C14")
    void a_user_type_that_is_not_allowed_is_refused() throws Exception {
        AccessSettings agentsOnly = new AccessSettings(Set.of(UserType.AGENT), List.of(), List.of(), 0, LOCK);
        AdmissionFilter filter = filter(agentsOnly, 0);
        FakeHandshake visitor = new FakeHandshake().parameter("user_id", "v");
        filter.doFilter(visitor.request(), visitor.response(), this::upgrade);
        refused(visitor, Refusal.USER_TYPE_NOT_ALLOWED, "visitor");
        FakeHandshake agent = new FakeHandshake().parameter("user_id", "a").parameter("user_type", "agent");
        filter.doFilter(agent.request(), agent.response(), this::upgrade);
        assertThat(admitted).hasSize(1);
    }

    @Test
    @Tag("C14")
    void an_address_that_may_not_connect_is_refused() throws Exception {
        AccessSettings access = new AccessSettings(
                Set.of(), Network.parseList("10.0.0.0/8,::1"), Network.parseList("10.6.0.0/16"), 0, LOCK);
        AdmissionFilter filter = filter(access, 0);
        FakeHandshake denied = new FakeHandshake().from("10.6.1.2");
        filter.doFilter(denied.request(), denied.response(), this::upgrade);
        refused(denied, Refusal.ADDRESS_NOT_ALLOWED, "address");
        for (String address : List.of("10.5.1.2", "0:0:0:0:0:0:0:1")) {
            FakeHandshake allowed = new FakeHandshake().from(address);
            filter.doFilter(allowed.request(), allowed.response(), this::upgrade);
        }
        assertThat(admitted).hasSize(2);
    }

    @Test
    @Tag("C14")
    void an_address_is_locked_after_refused_handshakes_in_a_row_and_let_in_again_later() throws Exception {
        AdmissionFilter filter = filter(OPEN, 2);
        for (int i = 0; i < 2; i++) {
            FakeHandshake bad = new FakeHandshake().parameter("vip_level", "99").from("127.0.0.9");
            filter.doFilter(bad.request(), bad.response(), this::upgrade);
            assertThat(bad.status()).isEqualTo(400);
        }
        clock.advance(Duration.ofSeconds(10));
        FakeHandshake locked = new FakeHandshake().from("127.0.0.9");
        filter.doFilter(locked.request(), locked.response(), this::upgrade);
        assertThat(locked.status()).isEqualTo(429);
        assertThat(locked.answered("Retry-After")).isEqualTo("290");
        assertThat(metrics.value(LabelledCount.CONNECTIONS_REFUSED, Refusal.LOCKED))
                .isEqualTo(1);
        FakeHandshake other = new FakeHandshake().from("127.0.0.8");
        filter.doFilter(other.request(), other.response(), this::upgrade);
        clock.advance(Duration.ofSeconds(290));
        FakeHandshake later = new FakeHandshake().from("127.0.0.9");
        filter.doFilter(later.request(), later.response(), this::upgrade);
        assertThat(admitted).hasSize(2);
    }

    @Test
    @Tag("C19")
    void a_user_who_has_enough_connections_is_refused_before_the_upgrade() throws Exception {
        AdmissionLimits limits = limits(OPEN, 0);
        AdmissionFilter filter = filter(
                NodeRole.HUB, limits, identity -> identity.user().userId().equals("full"));
        FakeHandshake handshake = new FakeHandshake().parameter("user_id", "full");
        filter.doFilter(handshake.request(), handshake.response(), this::upgrade);
        refused(handshake, Refusal.LOGIN_LIMIT, "as many connections");
        assertThat(handshake.answered("Retry-After")).isEqualTo("5");
        assertThat(slots.used()).isZero();
        for (FakeHandshake other : List.of(new FakeHandshake(), new FakeHandshake().parameter("user_id", "u"))) {
            filter.doFilter(other.request(), other.response(), this::upgrade);
        }
        assertThat(admitted).hasSize(2);
    }

    @Test
    @Tag("C05")
    void a_handshake_that_only_asks_for_health_takes_no_slot_and_carries_nobody() throws Exception {
        List<Principal> passed = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            FakeHandshake probe =
                    new FakeHandshake().parameter("health", "true").parameter("vip_level", "99");
            shake(probe, (request, response) -> passed.add(((HttpServletRequest) request).getUserPrincipal()));
            assertThat(probe.status()).isEqualTo(200);
        }
        assertThat(passed).hasSize(3).allMatch(HealthPrincipal.class::isInstance);
        assertThat(slots.used()).isZero();
        life.advanceTo(NodeState.DRAINING);
        FakeHandshake late = new FakeHandshake().parameter("health", "true");
        shake(late, this::upgrade);
        refused(late, Refusal.NOT_READY, "connect to another");
    }

    @Test
    @Tag("C06")
    void where_a_token_is_required_none_and_a_bad_one_are_answered_401_with_a_challenge() throws Exception {
        tokens("required");
        FakeHandshake without = new FakeHandshake().parameter("user_id", "mallory");
        shake(without, this::upgrade);
        assertThat(without.status()).isEqualTo(401);
        assertThat(without.answered("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(Json.text(without.body(), "detail")).contains("asks for a connection token");
        FakeHandshake wrong = new FakeHandshake().parameter("token", tokens.issue(TokenClaims.of("alice")) + "x");
        shake(wrong, this::upgrade);
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.answered("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
        assertThat(Json.text(wrong.body(), "detail")).isEqualTo("the token has a wrong signature");
        assertThat(admitted).isEmpty();
        assertThat(metrics.value(LabelledCount.CONNECTIONS_REFUSED, Refusal.TOKEN_MISSING))
                .isEqualTo(1);
        assertThat(metrics.value(LabelledCount.CONNECTIONS_REFUSED, Refusal.TOKEN_INVALID))
                .isEqualTo(1);
    }

    @Test
    @Tag("C06")
    void who_comes_with_a_token_is_who_the_token_says() throws Exception {
        tokens("required");
        String token = tokens.issue(TokenClaims.of("alice"));
        shake(new FakeHandshake().parameter("token", token).parameter("user_id", "bob"), this::upgrade);
        shake(new FakeHandshake().header("Authorization", "bearer " + token), this::upgrade);
        assertThat(admitted)
                .hasSize(2)
                .allMatch(principal ->
                        principal.attributes().identity().user().userId().equals("alice"));
    }

    @Test
    @Tag("C09")
    void where_a_token_is_optional_one_without_is_who_it_says_and_a_bad_one_is_refused() throws Exception {
        tokens("optional");
        shake(new FakeHandshake().parameter("user_id", "guest"), this::upgrade);
        assertThat(admitted).hasSize(1);
        FakeHandshake bad = new FakeHandshake().parameter("user_id", "guest").parameter("token", "x.y.z");
        shake(bad, this::upgrade);
        assertThat(bad.status()).isEqualTo(401);
        assertThat(admitted).hasSize(1);
    }

    @Test
    @Tag("C14")
    void guessing_tokens_locks_the_address_out() throws Exception {
        tokens("required");
        AdmissionFilter strict = filter(OPEN, 2);
        for (int status : new int[] {401, 401, 429}) {
            FakeHandshake guess = new FakeHandshake().parameter("token", "guess");
            strict.doFilter(guess.request(), guess.response(), this::upgrade);
            assertThat(guess.status()).isEqualTo(status);
        }
    }

    private void tokens(String mode) {
        Map<String, String> values =
                Map.of("signalbox.token.mode", mode, "signalbox.token.key", "0123456789abcdef0123456789abcdef");
        SettingsReader reader = new SettingsReader(values::get, values.keySet());
        tokens = new ConnectionTokens(TokenSettings.from(reader), clock);
        reader.finish();
    }

    private void upgrade(jakarta.servlet.ServletRequest request, jakarta.servlet.ServletResponse response)
            throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        http.upgrade(TyrusHttpUpgradeHandler.class);
        admitted.add((HandshakePrincipal) http.getUserPrincipal());
    }

    private void shake(FakeHandshake handshake, FilterChain chain) throws IOException, ServletException {
        filter(NodeRole.ALL, AllowedOrigins.SAME_ONLY).doFilter(handshake.request(), handshake.response(), chain);
    }

    private AdmissionFilter filter(NodeRole role, AllowedOrigins origins) {
        AdmissionLimits limits =
                new AdmissionLimits(origins, OPEN, tokens, new AddressLock(0, LOCK, clock), rate, slots);
        return filter(role, limits, identity -> false);
    }

    private AdmissionFilter filter(AccessSettings access, int lockAfter) {
        return filter(NodeRole.HUB, limits(access, lockAfter), identity -> false);
    }

    private AdmissionLimits limits(AccessSettings access, int lockAfter) {
        AddressLock lock = new AddressLock(lockAfter, LOCK, clock);
        return new AdmissionLimits(AllowedOrigins.SAME_ONLY, access, tokens, lock, rate, slots);
    }

    private AdmissionFilter filter(NodeRole role, AdmissionLimits limits, Predicate<Identity> loginRefused) {
        NodeSettings settings = new NodeSettings("n", role, "127.0.0.1", true, Duration.ZERO, 2);
        AttributeReader reader = new AttributeReader(AttributeSource.DEFAULT_ORDER, clock);
        return new AdmissionFilter(
                new Entrance(new HandshakeRules(life, settings, limits, reader, loginRefused), limits, metrics),
                new Transport(new TransportSettings(WireName.PORTABLE, 1, false)));
    }

    private void refused(FakeHandshake handshake, Refusal refusal, String detail) {
        assertThat(admitted).as("passed on").doesNotContainNull();
        assertThat(handshake.status()).isEqualTo(refusal.status());
        assertThat(handshake.answered("Content-Type")).isEqualTo("application/problem+json");
        assertThat(Json.text(handshake.body(), "status")).isEqualTo(Integer.toString(refusal.status()));
        assertThat(Json.text(handshake.body(), "title")).isNotBlank().isNotEqualTo("Refused");
        assertThat(Json.text(handshake.body(), "detail")).contains(detail);
        for (Refusal each : Refusal.values()) {
            assertThat(metrics.value(LabelledCount.CONNECTIONS_REFUSED, each))
                    .as(each.name())
                    .isEqualTo(each == refusal ? 1 : 0);
        }
    }
}
