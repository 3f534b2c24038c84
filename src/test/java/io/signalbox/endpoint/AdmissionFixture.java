package io.signalbox.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.config.SettingsReader;
import io.signalbox.identity.AttributeReader;
import io.signalbox.identity.AttributeSource;
import io.signalbox.identity.ConnectionTokens;
import io.signalbox.identity.Identity;
import io.signalbox.identity.TokenSettings;
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
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.glassfish.tyrus.servlet.TyrusHttpUpgradeHandler;

/** The filter of {@code /ws} with real parts behind it on a manual clock: two places, and who was let in. */
abstract class AdmissionFixture {
    static final Duration LOCK = Duration.ofSeconds(300);
    static final AccessSettings OPEN = new AccessSettings(Set.of(), Set.of(), List.of(), List.of(), 0, LOCK);
    final ManualClock clock = new ManualClock();
    final Metrics metrics = new Metrics();
    final NodeLife life = new NodeLife();
    final ConnectionSlots slots = new ConnectionSlots(2, clock);
    final HandshakeRate rate = new HandshakeRate(3, clock);
    final List<HandshakePrincipal> admitted = new ArrayList<>();
    ConnectionTokens tokens = new ConnectionTokens(TokenSettings.OFF, clock);

    AdmissionFixture() {
        life.advanceTo(NodeState.READY);
    }

    void tokens(String mode) {
        Map<String, String> values =
                Map.of("signalbox.token.mode", mode, "signalbox.token.key", "0123456789abcdef0123456789abcdef");
        SettingsReader reader = new SettingsReader(values::get, values.keySet());
        tokens = new ConnectionTokens(TokenSettings.from(reader), clock);
        reader.finish();
    }

    void upgrade(ServletRequest request, ServletResponse response) throws IOException, ServletException {
        HttpServletRequest http = (HttpServletRequest) request;
        http.upgrade(TyrusHttpUpgradeHandler.class);
        admitted.add((HandshakePrincipal) http.getUserPrincipal());
    }

    void shake(FakeHandshake handshake, FilterChain chain) throws IOException, ServletException {
        filter(NodeRole.ALL, AllowedOrigins.SAME_ONLY).doFilter(handshake.request(), handshake.response(), chain);
    }

    AdmissionFilter filter(NodeRole role, AllowedOrigins origins) {
        AdmissionLimits limits =
                new AdmissionLimits(origins, OPEN, tokens, new AddressLock(0, LOCK, clock), rate, slots);
        return filter(role, limits, identity -> false);
    }

    AdmissionFilter filter(AccessSettings access, int lockAfter) {
        return filter(NodeRole.HUB, limits(access, lockAfter), identity -> false);
    }

    AdmissionLimits limits(AccessSettings access, int lockAfter) {
        AddressLock lock = new AddressLock(lockAfter, LOCK, clock);
        return new AdmissionLimits(AllowedOrigins.SAME_ONLY, access, tokens, lock, rate, slots);
    }

    AdmissionFilter filter(NodeRole role, AdmissionLimits limits, Predicate<Identity> loginRefused) {
        NodeSettings settings = new NodeSettings("n", role, "127.0.0.1", true, Duration.ZERO, 2);
        AttributeReader reader = new AttributeReader(AttributeSource.DEFAULT_ORDER, clock);
        return new AdmissionFilter(
                new Entrance(new HandshakeRules(life, settings, limits, reader, loginRefused), limits, metrics),
                new Transport(new TransportSettings(WireName.PORTABLE, 1, false)));
    }

    void refused(FakeHandshake handshake, Refusal refusal, String detail) {
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
