package io.signalbox.limits;

import io.signalbox.protocol.JsonCodec;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Properties;

/** Sends alerts as mail, by a session of the server's. What a client chose (the key) is in the text only, quoted. */
final class AlertMail implements AlertSender {
    private static final List<String> TIMEOUTS = List.of("connectiontimeout", "timeout", "writetimeout");
    private static final String TIMEOUT_MILLIS = "10000";

    private final Session session;
    private final String from;
    private final List<String> to;

    /** @param session is given time limits of ten seconds where it has none: without, a send may wait for ever */
    AlertMail(Session session, String from, List<String> to) {
        this.session = session;
        this.from = from;
        this.to = to;
        Properties properties = session.getProperties();
        for (String protocol : List.of("smtp", "smtps")) {
            TIMEOUTS.forEach(name -> properties.putIfAbsent("mail." + protocol + '.' + name, TIMEOUT_MILLIS));
        }
    }

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public void send(QuotaAlert alert) {
        try {
            Transport.send(message(alert));
        } catch (AddressException | SendFailedException e) {
            throw new AlertNotSentException("mail refused: " + e.getMessage(), false);
        } catch (MessagingException e) {
            throw new AlertNotSentException("mail not sent: " + e.getMessage(), true);
        }
    }

    private MimeMessage message(QuotaAlert alert) throws MessagingException {
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress(from, true));
        for (String address : to) {
            message.addRecipient(Message.RecipientType.TO, new InternetAddress(address, true));
        }
        String whose = lower(alert.scope());
        String what = alert.kind() == QuotaAlert.Kind.ALERT ? "near its limit" : "blocked";
        message.setSubject("[Signalbox] " + whose + ' ' + what, StandardCharsets.UTF_8.name());
        message.setHeader(
                "Date", DateTimeFormatter.RFC_1123_DATE_TIME.format(alert.at().atOffset(ZoneOffset.UTC)));
        message.setText(
                """
                A %s is %s.

                %s: %s
                messages in this %s: %d of %d
                time: %s
                """.formatted(
                                whose,
                                what,
                                whose,
                                JsonCodec.quote(alert.key()),
                                lower(alert.window()),
                                alert.count(),
                                alert.limit(),
                                alert.at()),
                StandardCharsets.UTF_8.name());
        return message;
    }

    private static String lower(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }
}
