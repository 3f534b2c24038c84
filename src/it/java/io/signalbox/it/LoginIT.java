package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.it.RawWebSocket.Head;
import io.signalbox.run.NodeProcess;
import io.signalbox.testing.Concurrently;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Who may be connected, and how often: one node with every limit set. */
@ParameterizedClass
@MethodSource("io.signalbox.it.Wires#enabled")
class LoginIT {
    private static final int PROBERS = 8;
    private static final int PROBES = 40;

    @SuppressWarnings("NullAway.Init") // before each invocation of the class
    private static NodeProcess kicksOld;

    @SuppressWarnings("NullAway.Init") // before each invocation of the class
    private static NodeProcess kicksNew;

    private final String user;

    LoginIT(Wires wire) {
        user = "user-" + wire;
    }

    @BeforeParameterizedClassInvocation
    static void start(Wires wire) {
        kicksOld = wire.start(
                "login-old",
                Nodes.freePort(),
                Map.of(
                        "signalbox.login.max-per-user", "2",
                        "signalbox.login.notice-text", "elsewhere",
                        "signalbox.hub.allowed-user-types", "visitor,agent",
                        "signalbox.hub.denied-addresses", "127.0.0.6/31",
                        "signalbox.hub.lock-after", "3",
                        "signalbox.hub.response-headers", "Region=eu-1"));
        kicksNew = wire.start(
                "login-new",
                Nodes.freePort(),
                Map.of("signalbox.login.max-per-client-type", "mobile=1", "signalbox.login.policy", "kick-new"));
        Nodes.ready(kicksOld);
        Nodes.ready(kicksNew);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        kicksOld.close();
        kicksNew.close();
    }

    @Test
    @Tag("C18")
    @Tag("C11")
    void the_third_device_puts_the_least_recently_active_one_offline() throws Exception {
        URI node = kicksOld.uri();
        try (RawWebSocket first = RawWebSocket.registered(node, "user_id=" + user + "&client_id=first");
                RawWebSocket second = RawWebSocket.registered(node, "user_id=" + user + "&client_id=second")) {
            // The hub tells activity apart by the millisecond.
            Thread.sleep(5);
            first.ping("alive");
            try (RawWebSocket third = RawWebSocket.tcp(node)) {
                third.write(RawWebSocket.handshake("user_id=" + user + "&client_id=third"));
                Head head = third.head();
                assertThat(head.status()).isEqualTo(101);
                assertThat(head.header("X-WSC-Region")).isEqualTo("eu-1");
                assertThat(head.header("X-WSC-Client-ID")).isEqualTo("third");
                assertThat(second.text())
                        .contains("\"force_offline\"", "\"elsewhere\"", "\"content_extra\":\"login_limit\"");
                RawWebSocket.End end = second.answeredEnd();
                assertThat(end.code()).isEqualTo(4504);
                assertThat(end.reason()).isEqualTo("forced_offline");
                first.ping("still");
                third.ping("here");
            }
        }
    }

    @Test
    @Tag("C19")
    void the_new_one_is_refused_before_the_upgrade_and_at_its_registration() throws Exception {
        URI node = kicksNew.uri();
        String phone = "client_type=mobile&client_id=";
        try (RawWebSocket first = RawWebSocket.registered(node, "user_id=own&" + phone + "one")) {
            assertThat(refused(node, "127.0.0.1", "user_id=own&" + phone + "two")
                            .status())
                    .isEqualTo(429);
            try (RawWebSocket page = RawWebSocket.registered(node, "user_id=own&client_type=web")) {
                page.ping("p");
            }
            // Its client id is its user id, so that the user is known only now.
            try (RawWebSocket unnamed = RawWebSocket.opened(node, "client_type=mobile")) {
                unnamed.send("{\"client_id\":\"own\",\"client_name\":\"x\",\"timestamp\":1}");
                RawWebSocket.End end = unnamed.answeredEnd();
                assertThat(end.code()).isEqualTo(4506);
                assertThat(end.reason()).isEqualTo("login_limit");
            }
            first.ping("still");
        }
    }

    @Test
    @Tag("C04")
    @Tag("H55")
    void a_dry_run_says_what_the_handshake_would_be_answered() throws Exception {
        URI node = kicksOld.uri();
        assertThat(Http.body(node, "/ws/validate?user_id=u")).isEqualTo("{\"valid\":true}");
        HttpResponse<String> bad = Http.get(node, "/ws/validate?user_type=observer");
        assertThat(bad.statusCode()).isEqualTo(403);
        assertThat(bad.body()).startsWith("{\"valid\":false,\"reason\":\"").contains("observer");
        assertThat(Http.body(node, "/ws/validate?user_id=u")).as("ends the row").isEqualTo("{\"valid\":true}");
        assertThat(Http.body(node, "/ws/validate?health=true")).contains("\"status\":\"ok\"");
    }

    @Test
    @Tag("C05")
    void a_question_for_health_is_upgraded_and_closed_and_never_a_connection() throws Exception {
        URI node = kicksOld.uri();
        double opened = Http.sum(node, "signalbox_connections_opened_total");
        // Whoever closes at once finds what the container still does with the request: many, and several at a time.
        Concurrently.run(PROBERS, prober -> {
            for (int i = 0; i < PROBES; i++) {
                try (RawWebSocket probe = RawWebSocket.opened(node, "health=true")) {
                    assertThat(probe.answeredEnd().code()).isEqualTo(1000);
                }
            }
        });
        assertThat(Http.sum(node, "signalbox_connections_opened_total")).isEqualTo(opened);
        await().atMost(Duration.ofSeconds(10))
                .until(() -> Http.metric(node, "signalbox_connection_slots_used")
                        == Http.metric(node, "signalbox_connections"));
    }

    @Test
    @Tag("C14")
    void types_and_addresses_that_may_not_connect_are_refused_and_who_goes_on_is_locked_out() throws Exception {
        URI node = kicksOld.uri();
        assertThat(refused(node, "127.0.0.7", "user_id=u").status()).isEqualTo(403);
        for (int i = 0; i < 3; i++) {
            assertThat(refused(node, "127.0.0.9", "user_id=u&user_type=admin").status())
                    .isEqualTo(403);
        }
        Head locked = refused(node, "127.0.0.9", "user_id=u");
        assertThat(locked.status()).isEqualTo(429);
        assertThat(Integer.parseInt(locked.header("Retry-After"))).isBetween(280, 300);
        assertThat(Http.body(node, "/metrics"))
                .containsPattern("signalbox_connections_refused_total\\{[^}]*reason=\"locked\"[^}]*} [1-9]")
                .containsPattern(
                        "signalbox_connections_refused_total\\{[^}]*reason=\"user_type_not_allowed\"[^}]*} [1-9]")
                .containsPattern(
                        "signalbox_connections_refused_total\\{[^}]*reason=\"address_not_allowed\"[^}]*} [1-9]");
    }

    private static Head refused(URI node, String from, String query) throws Exception {
        try (RawWebSocket raw = RawWebSocket.tcpFrom(node, from)) {
            return raw.write(RawWebSocket.handshake(query)).head();
        }
    }
}
