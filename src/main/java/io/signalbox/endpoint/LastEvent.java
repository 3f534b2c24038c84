package io.signalbox.endpoint;

import io.signalbox.identity.HandshakeAttributes;
import io.signalbox.identity.ResumePoint;
import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How far the reader of an event stream came before (HTML standard, section 9.2.4): the id of its last event is a
 * position in its user's inbox, and what a page has been handed is processed.
 */
final class LastEvent {
    private static final String HEADER = "Last-Event-ID";
    /** What a {@code long} holds whatever the digits are. */
    private static final Pattern POSITION = Pattern.compile("[0-9]{1,18}");

    private LastEvent() {}

    /**
     * What the request says of its life of the inbox counts for the position in the header too.
     *
     * @return null when the request says nothing, or what is no id of ours
     */
    static @Nullable ResumePoint of(HttpServletRequest request, HandshakeAttributes attributes) {
        ResumePoint said = attributes.resume();
        String id = request.getHeader(HEADER);
        // A browser repeats the address of the stream, so the header is the newer of the two.
        return id != null && POSITION.matcher(id).matches()
                ? new ResumePoint(said == null ? null : said.epoch(), Long.parseLong(id))
                : said;
    }
}
