package io.signalbox.limits;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.signalbox.config.SettingsException;
import io.signalbox.limits.QuotaAlert.Kind;
import io.signalbox.limits.QuotaAlert.Scope;
import io.signalbox.limits.QuotaAlert.Window;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.ServerLibraries;
import io.signalbox.testing.SmtpServer;
import jakarta.mail.Session;
import java.io.IOException;
import java.util.List;
import java.util.Properties;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The server's own mail library against a real socket. */
class AlertMailTest {
    private static final QuotaAlert ALERT = new QuotaAlert(
            Kind.ALERT, Scope.USER, "app/ns/eve\r\nBcc: all@example.org", Window.HOUR, 80, 100, ManualClock.START);

    @Test
    @Tag("K10")
    void a_mail_names_who_and_how_much_and_what_a_client_chose_stays_out_of_its_head() throws Exception {
        try (SmtpServer smtp = SmtpServer.start()) {
            send(smtp);
            SmtpServer.Mail mail = smtp.mails().get(0);
            assertThat(mail.from()).isEqualTo("<hub@example.org>");
            assertThat(mail.to()).containsExactly("<a@example.org>", "<b@example.org>");
            String head = mail.text().substring(0, mail.text().indexOf("\n\n"));
            assertThat(head.lines())
                    .contains(
                            "From: hub@example.org",
                            "To: a@example.org, b@example.org",
                            "Subject: [Signalbox] user near its limit",
                            "Date: Sun, 22 Nov 2026 10:00:00 GMT")
                    .noneMatch(line -> line.contains("eve") || line.startsWith("Bcc"));
            assertThat(mail.text())
                    .contains("A user is near its limit.")
                    .contains("user: \"app/ns/eve\\r\\nBcc: all@example.org\"")
                    .contains("messages in this hour: 80 of 100")
                    .contains("time: 2026-11-22T10:00:00Z");
        }
    }

    @Test
    void a_server_that_has_no_time_is_worth_another_try_and_one_that_refuses_the_receiver_is_not() throws Exception {
        try (SmtpServer smtp = SmtpServer.start()) {
            smtp.greetWith("421 later");
            assertThat(failure(smtp).worthRetrying()).isTrue();
            smtp.greetWith("220 hello");
            smtp.answerReceiversWith("550 unknown");
            assertThat(failure(smtp).worthRetrying()).isFalse();
        }
    }

    @Test
    void a_session_without_time_limits_gets_some_and_its_own_are_kept() {
        Session session = session(25);
        session.getProperties().setProperty("mail.smtp.timeout", "77");
        new AlertMail(session, "hub@example.org", List.of());
        assertThat(session.getProperty("mail.smtp.timeout")).isEqualTo("77");
        assertThat(session.getProperty("mail.smtp.connectiontimeout")).isEqualTo("10000");
        assertThat(session.getProperty("mail.smtps.writetimeout")).isEqualTo("10000");
    }

    @Test
    @Tag("K10")
    void a_session_that_the_server_does_not_have_ends_the_start_with_a_clear_message() {
        SettingsException failure =
                catchThrowableOfType(SettingsException.class, () -> MailSessions.named("mail/nowhere"));
        assertThat(failure.problems())
                .singleElement()
                .asString()
                .startsWith("signalbox.alerts.mail.session is 'mail/nowhere', which the server does not have");
    }

    private static AlertNotSentException failure(SmtpServer smtp) {
        return catchThrowableOfType(AlertNotSentException.class, () -> send(smtp));
    }

    private static void send(SmtpServer smtp) throws IOException {
        ServerLibraries.with(() -> {
            AlertMail mail =
                    new AlertMail(session(smtp.port()), "hub@example.org", List.of("a@example.org", "b@example.org"));
            mail.send(ALERT);
            return mail;
        });
    }

    private static Session session(int port) {
        return ServerLibraries.with(() -> {
            Properties properties = new Properties();
            properties.setProperty("mail.smtp.host", "127.0.0.1");
            properties.setProperty("mail.smtp.port", Integer.toString(port));
            properties.setProperty("mail.smtp.localhost", "localhost");
            return Session.getInstance(properties);
        });
    }
}
