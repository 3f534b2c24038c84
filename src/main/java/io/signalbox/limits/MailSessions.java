package io.signalbox.limits;

import io.signalbox.config.SettingsException;
import jakarta.mail.Session;
import java.util.List;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Finds the server's mail session by name. */
final class MailSessions {
    private MailSessions() {}

    /** @throws SettingsException when there is none of that name: said at the start and not at the first alert */
    @SuppressWarnings("BanJNDI") // the name is the operator's, read once at start
    static Session named(String name) {
        try {
            if (InitialContext.doLookup(name) instanceof Session session) {
                return session;
            }
            throw unusable("signalbox.alerts.mail.session is '" + name + "', which is no mail session");
        } catch (NamingException e) {
            throw unusable("signalbox.alerts.mail.session is '" + name + "', which the server does not have;"
                    + " make a mail session of that JNDI name");
        }
    }

    private static SettingsException unusable(String problem) {
        return new SettingsException(List.of(problem));
    }
}
