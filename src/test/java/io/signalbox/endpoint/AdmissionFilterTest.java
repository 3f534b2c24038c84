package io.signalbox.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.identity.UserType;
import io.signalbox.metrics.LabelledCount;
import io.signalbox.node.NodeRole;
import io.signalbox.node.NodeState;
import io.signalbox.testing.FakeHandshake;
import io.signalbox.testing.Json;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.security.Principal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Tag("H55")
class AdmissionFilterTest extends AdmissionFixture {
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
        AccessSettings agentsOnly = new AccessSettings(Set.of(), Set.of(UserType.AGENT), List.of(), List.of(), 0, LOCK);
        AdmissionFilter filter = filter(agentsOnly, 0);
        FakeHandshake visitor = new FakeHandshake().parameter("user_id", "v");
        filter.doFilter(visitor.request(), visitor.response(), this::upgrade);
        refused(visitor, Refusal.USER_TYPE_NOT_ALLOWED, "visitor");
        FakeHandshake agent = new FakeHandshake().parameter("user_id", "a").parameter("user_type", "agent");
        filter.doFilter(agent.request(), agent.response(), this::upgrade);
        assertThat(admitted).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "user_id | - | agent | does not say: user_id",
                "user_id | - | - | does not say: user_id",
                "user_type | u | - | does not say: user_type",
                "user_id,user_type | - | agent | does not say: user_id",
                "user_id,user_type | u | - | does not say: user_type",
                "user_type , user_id | - | - | does not say: user_id and user_type",
                "user_id,user_type | ' ' | agent | does not say: user_id"
            })
    @Tag("C03")
    void what_the_node_asks_for_and_a_handshake_does_not_say_is_named(
            String required, @Nullable String userId, @Nullable String userType, String why) throws Exception {
        FakeHandshake silent = handshake(userId, userType);
        asking(required).doFilter(silent.request(), silent.response(), this::upgrade);
        refused(silent, Refusal.BAD_ATTRIBUTE, why);
        assertThat(Json.text(silent.body(), "detail")).endsWith(why);
        assertThat(silent.status()).isEqualTo(400);
        assertThat(slots.used()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {"user_id | u | -", "user_type | - | visitor", "user_id,user_type | u | agent"})
    @Tag("C03")
    void who_says_what_the_node_asks_for_is_let_in(String required, @Nullable String userId, @Nullable String userType)
            throws Exception {
        FakeHandshake handshake = handshake(userId, userType);
        asking(required).doFilter(handshake.request(), handshake.response(), this::upgrade);
        assertThat(admitted).hasSize(1);
    }

    @Test
    @Tag("C03")
    void a_node_asks_for_nothing_that_it_does_not_know() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RequiredAttribute.parse("user_id,shoe_size"))
                .withMessage("must be a list of user_id and user_type");
    }

    private AdmissionFilter asking(String required) {
        return filter(
                new AccessSettings(RequiredAttribute.parse(required), Set.of(), List.of(), List.of(), 0, LOCK), 0);
    }

    private static FakeHandshake handshake(@Nullable String userId, @Nullable String userType) {
        FakeHandshake handshake = new FakeHandshake();
        if (userId != null) {
            handshake.parameter("user_id", userId);
        }
        return userType == null ? handshake : handshake.parameter("user_type", userType);
    }

    @Test
    @Tag("C14")
    void an_address_that_may_not_connect_is_refused() throws Exception {
        AccessSettings access = new AccessSettings(
                Set.of(), Set.of(), Network.parseList("10.0.0.0/8,::1"), Network.parseList("10.6.0.0/16"), 0, LOCK);
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
}
