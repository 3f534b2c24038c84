package io.signalbox.config;

import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import org.eclipse.microprofile.config.Config;
import org.eclipse.microprofile.config.ConfigProvider;

/** Opens the container's configuration for {@link SettingsReader}. */
@Dependent
final class ConfigBeans {
    /** A fresh reader over MicroProfile Config; whoever asks for it reads all settings and finishes it. */
    @Produces
    @Dependent
    static SettingsReader settingsReader() {
        Config config = ConfigProvider.getConfig();
        return new SettingsReader(
                key -> config.getOptionalValue(key, String.class).orElse(null), config.getPropertyNames());
    }
}
