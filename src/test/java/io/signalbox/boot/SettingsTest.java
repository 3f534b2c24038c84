package io.signalbox.boot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.signalbox.config.SettingsException;
import io.signalbox.config.SettingsReader;
import io.signalbox.node.NodeRole;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SettingsTest {
    @Test
    void without_configuration_everything_has_its_default() {
        Settings settings = read(Map.of());
        assertThat(settings.node().role()).isEqualTo(NodeRole.ALL);
        assertThat(settings.node().id()).isEmpty();
        assertThat(settings.node().development()).isTrue();
        assertThat(settings.node().drainTimeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.session().outboxMessages()).isEqualTo(1024);
        assertThat(settings.session().idleTimeout()).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.hub().inboxMessages()).isEqualTo(10_000);
        assertThat(settings.hub().inboxRetention()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.hub().replayPage()).isEqualTo(100);
        assertThat(settings.server().address()).isEqualTo("127.0.0.1");
    }

    @Test
    void values_reach_their_records() {
        Settings settings = read(Map.of(
                "signalbox.role", "hub",
                "signalbox.node.id", "node-1",
                "signalbox.hub.strands", "8",
                "signalbox.inbox.retention", "1h",
                "signalbox.session.outbox-messages", "16",
                "signalbox.balancer.health.path", "/ready"));
        assertThat(settings.node().role()).isEqualTo(NodeRole.HUB);
        assertThat(settings.node().id()).isEqualTo("node-1");
        assertThat(settings.hub().strands()).isEqualTo(8);
        assertThat(settings.hub().inboxRetention()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.session().outboxMessages()).isEqualTo(16);
        assertThat(settings.balancer().healthPath()).isEqualTo("/ready");
    }

    @Test
    void problems_of_all_features_are_reported_together() {
        SettingsException problems = catchThrowableOfType(
                SettingsException.class,
                () -> read(Map.of(
                        "signalbox.node.id", "a b",
                        "signalbox.hub.strands", "0",
                        "signalbox.session.outbox-messages", "many",
                        "signalbox.balancer.strategy", "best",
                        "signalbox.workers", "1",
                        "signalbox.http.port", "0",
                        "signalbox.hub.strand", "1")));
        assertThat(problems.problems())
                .hasSize(7)
                .anyMatch(text -> text.startsWith("signalbox.node.id must be 1 to 64 letters"))
                .anyMatch(text -> text.startsWith("signalbox.hub.strand is not a setting"));
    }

    @Test
    void development_mode_listens_on_loopback_only() {
        Map<String, String> open = Map.of("signalbox.http.address", "0.0.0.0");
        SettingsException problems = catchThrowableOfType(SettingsException.class, () -> read(open));
        assertThat(problems.problems()).singleElement().asString().contains("signalbox.development=false");
        assertThat(read(Map.of("signalbox.http.address", "0.0.0.0", "signalbox.development", "false"))
                        .server()
                        .address())
                .isEqualTo("0.0.0.0");
        assertThat(read(Map.of("signalbox.http.address", "localhost")).server().loopback())
                .isTrue();
    }

    @Test
    void what_the_launcher_sets_is_no_problem() {
        read(Map.of("signalbox.launched", "true", "signalbox.started", "true", "SIGNALBOX_HTTP_PORT", "9000"));
    }

    private static Settings read(Map<String, String> values) {
        return Settings.read(new SettingsReader(values::get, values.keySet()));
    }
}
