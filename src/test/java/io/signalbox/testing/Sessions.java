package io.signalbox.testing;

import io.signalbox.config.SettingsReader;
import io.signalbox.identity.Identity;
import io.signalbox.metrics.Metrics;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Outgoing;
import io.signalbox.session.SessionListener;
import io.signalbox.session.SessionPolicy;
import io.signalbox.session.SessionSettings;
import io.signalbox.transport.Wire;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/** Sessions for tests. */
public final class Sessions {
    private static final String PREFIX = "signalbox.session.";

    private Sessions() {}

    /** The defaults without rate limits, except for these: names without their common prefix, each with its value. */
    public static SessionSettings settings(Object... namesAndValues) {
        Map<String, String> values = new HashMap<>(Map.of(PREFIX + "rate", "0", PREFIX + "user-rate", "0"));
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(PREFIX + namesAndValues[i], String.valueOf(namesAndValues[i + 1]));
        }
        SettingsReader reader = new SettingsReader(values::get, values.keySet());
        SessionSettings settings = SessionSettings.from(reader);
        reader.finish();
        return settings;
    }

    /** A session that counts for nobody, of user {@code u} with client {@code c}, at {@link ManualClock#START}. */
    public static ClientSession open(Wire wire, Object... namesAndValues) {
        return open(Users.identity("u", "c"), wire, namesAndValues);
    }

    /** A session that counts for nobody, at {@link ManualClock#START}. */
    public static ClientSession open(Identity identity, Wire wire, Object... namesAndValues) {
        SessionPolicy policy =
                new SessionPolicy(settings(namesAndValues), new Metrics(), new ManualClock(), new SessionListener() {});
        return ClientSession.open(identity, wire, policy);
    }

    /** Enqueues a text in the system lane and flushes. @return whether it was taken */
    public static boolean send(ClientSession session, String text) {
        return session.send(Outgoing.system(text.getBytes(StandardCharsets.UTF_8)));
    }
}
