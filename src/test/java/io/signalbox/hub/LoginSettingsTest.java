package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.config.SettingsException;
import io.signalbox.config.SettingsReader;
import io.signalbox.identity.ClientType;
import io.signalbox.session.LoginLimits;
import io.signalbox.session.LoginPolicy;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoginSettingsTest {
    @Test
    void nothing_set_means_no_limit() {
        assertThat(read(Map.of())).isEqualTo(LoginSettings.DEFAULT);
        assertThat(LoginSettings.DEFAULT.limits()).isEqualTo(new LoginLimits(LoginPolicy.KICK_OLD, 0, Map.of()));
    }

    @Test
    void everything_can_be_set() {
        LoginSettings read = read(Map.of(
                "signalbox.login.policy", "kick-new",
                "signalbox.login.max-per-user", "5",
                "signalbox.login.max-per-client-type", " mobile=1, web=3 ",
                "signalbox.login.notify", "false",
                "signalbox.login.notice-text", "bye"));
        assertThat(read)
                .isEqualTo(new LoginSettings(
                        LoginPolicy.KICK_NEW, true, 5, Map.of(ClientType.MOBILE, 1, ClientType.WEB, 3), false, "bye"));
    }

    @Test
    void without_multi_login_there_is_one() {
        assertThat(read(Map.of("signalbox.login.multi", "false")).limits().perUser())
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mobile", "mobile=0", "mobile=x", "fridge=1", "web=1,web=2", "web=1,", "web=100000"})
    void a_limit_by_client_type_that_cannot_be_meant_is_a_problem(String text) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> read(Map.of("signalbox.login.max-per-client-type", text)))
                .withMessageContaining("signalbox.login.max-per-client-type must");
    }

    @ParameterizedTest
    @ValueSource(strings = {"multi=false", "max-per-user=1", "max-per-client-type=web=1"})
    void limits_that_a_policy_sets_aside_are_a_problem(String setting) {
        String[] parts = setting.split("=", 2);
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() ->
                        read(Map.of("signalbox.login.policy", "allow-all", "signalbox.login." + parts[0], parts[1])))
                .withMessageContaining("allow-all");
    }

    private static LoginSettings read(Map<String, String> values) {
        SettingsReader reader = new SettingsReader(values::get, values.keySet());
        LoginSettings settings = LoginSettings.from(reader);
        reader.finish();
        return settings;
    }
}
