package io.signalbox.limits;

import io.signalbox.config.SettingsReader;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Where alerts go.
 *
 * @param webhook URL, {@code http} or {@code https}, that alerts are posted to; empty: none
 * @param webhookSecret key of the signature in the header {@code X-Signalbox-Signature}; empty: not signed
 * @param webhookTimeout how long one try of the webhook may take, from connecting to the end of the answer
 * @param mailSession JNDI name of the server's mail session that alerts are sent with; empty: no mail. A name that the
 *     server does not know ends the start
 * @param mailFrom address that mail comes from
 * @param mailTo addresses that mail goes to, with commas between
 */
public record AlertSettings(
        String webhook,
        Secret webhookSecret,
        Duration webhookTimeout,
        String mailSession,
        String mailFrom,
        String mailTo) {

    /** Reads and validates; problems are collected in {@code settings}. */
    static AlertSettings from(SettingsReader settings) {
        AlertSettings alerts = new AlertSettings(
                settings.string("signalbox.alerts.webhook", ""),
                new Secret(settings.string("signalbox.alerts.webhook-secret", "")),
                settings.duration(
                        "signalbox.alerts.webhook-timeout",
                        Duration.ofSeconds(5),
                        Duration.ofMillis(100),
                        Duration.ofMinutes(1)),
                settings.string("signalbox.alerts.mail.session", ""),
                settings.string("signalbox.alerts.mail.from", ""),
                settings.string("signalbox.alerts.mail.to", ""));
        if (!alerts.webhook.isEmpty() && !isWebAddress(alerts.webhook)) {
            // Not repeated: such addresses often hold a token.
            settings.problem("signalbox.alerts.webhook must be an absolute http or https URL without user name");
        }
        boolean mail = !alerts.mailSession.isEmpty();
        if (mail && alerts.mailFrom.isEmpty()) {
            settings.problem("signalbox.alerts.mail.from must be set where signalbox.alerts.mail.session is");
        }
        if (mail && alerts.mailReceivers().isEmpty()) {
            settings.problem("signalbox.alerts.mail.to must be set where signalbox.alerts.mail.session is");
        }
        return alerts;
    }

    List<String> mailReceivers() {
        return Arrays.stream(mailTo.split(","))
                .map(String::strip)
                .filter(address -> !address.isEmpty())
                .toList();
    }

    private static boolean isWebAddress(String text) {
        try {
            URI uri = URI.create(text);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getUserInfo() == null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
