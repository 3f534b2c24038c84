package io.signalbox.store;

import io.signalbox.hub.CommandSettings;
import io.signalbox.hub.CursorSettings;
import io.signalbox.hub.GroupSettings;
import io.signalbox.hub.HubSettings;
import io.signalbox.hub.IdempotencySettings;
import io.signalbox.hub.LoginSettings;
import java.time.Duration;

/** Settings of a hub, of which the inbox looks at two. */
public final class Settings {
    private Settings() {}

    public static HubSettings hub(int inboxMessages, Duration retention) {
        return hub(inboxMessages, retention, CursorSettings.DEFAULT);
    }

    static HubSettings hub(int inboxMessages, Duration retention, CursorSettings cursors) {
        return new HubSettings(
                64,
                1024,
                inboxMessages,
                retention,
                100,
                false,
                false,
                true,
                Duration.ofSeconds(30),
                new CommandSettings(Duration.ofSeconds(5), Duration.ofSeconds(1), Duration.ofSeconds(1), 1000, 16),
                GroupSettings.DEFAULTS,
                new IdempotencySettings(Duration.ofMinutes(2), 10_000),
                LoginSettings.DEFAULT,
                cursors);
    }
}
