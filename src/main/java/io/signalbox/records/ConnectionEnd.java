package io.signalbox.records;

import io.signalbox.session.Disconnect;
import java.time.Instant;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * How a connection ended (contract C24).
 *
 * @param at when, in milliseconds
 * @param reason in lower case, such as {@code close_message} or {@link #NODE_LOST}
 * @param code of the close frame, 1006 without one
 * @param message of the close frame, or what failed; at most {@link #MAX_MESSAGE} characters
 * @param forced it was ended by decision: a kick, another device, a limit of logins
 * @param abnormal it was not ended by 1000 or 1001, and not by decision of the hub
 */
public record ConnectionEnd(Instant at, String reason, int code, String message, boolean forced, boolean abnormal) {
    /** Reason of what ended with its node. */
    public static final String NODE_LOST = "node_lost";

    static final int MAX_MESSAGE = 200;

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    static ConnectionEnd of(Disconnect how, Instant at) {
        boolean forced =
                switch (how.reason()) {
                    case KICK_OUT, FORCE_OFFLINE, LOGIN_LIMIT -> true;
                    default -> false;
                };
        boolean decided =
                switch (how.reason()) {
                    case REPLACED, SERVER_SHUTDOWN -> how.endedBy() == Disconnect.Party.HUB;
                    default -> forced;
                };
        return new ConnectionEnd(
                at,
                how.reason().name().toLowerCase(Locale.ROOT),
                how.code(),
                bounded(how.text()),
                forced,
                !decided && !how.isNormal());
    }

    /** The client wrote it: it is not trusted to be short or printable. */
    private static String bounded(String text) {
        String plain = CONTROL.matcher(text).replaceAll(" ");
        return plain.length() <= MAX_MESSAGE ? plain : plain.substring(0, MAX_MESSAGE);
    }
}
