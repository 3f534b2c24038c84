package io.signalbox.balancer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class BalancerSettingsTest {
    @Test
    void defaults_are_those_of_the_documentation() {
        BalancerSettings settings = BalancerFixture.settings(Map.of());
        assertThat(settings)
                .isEqualTo(new BalancerSettings(
                        StrategyName.ROUND_ROBIN,
                        BackendList.CLUSTER,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(1),
                        "/health",
                        1,
                        1,
                        10_000,
                        Duration.ofSeconds(1)));
    }

    @Test
    void backends_are_read_with_and_without_a_path() {
        assertThat(BackendList.parse("a=h:1, b=[::1]:2/x/y").fixed())
                .containsExactly(new BackendAddress("a", "h", 1, "/ws"), new BackendAddress("b", "::1", 2, "/x/y"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a", "a=h", "a=h:0", "a=h:70000", "a=h:1,a=h:2", "a=h:1,,", "a b=h:1", "a=h:1 x"})
    void backends_that_cannot_be_read_are_a_problem(String backends) {
        assertThatThrownBy(() -> BalancerFixture.settings(Map.of("signalbox.balancer.backends", backends)))
                .hasMessageContaining("signalbox.balancer.backends must");
    }
}
