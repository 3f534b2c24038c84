package io.signalbox.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import java.util.regex.Pattern;

/**
 * How far the reader of an event stream came before (HTML standard, section 9.2.4): the id of its last event is a
 * position in its user's inbox.
 */
final class LastEvent {
    private static final String HEADER = "Last-Event-ID";
    /** What a {@code long} holds whatever the digits are. */
    private static final Pattern POSITION = Pattern.compile("[0-9]{1,18}");

    private LastEvent() {}

    /** @return 0 when the request says nothing, or what is no id of ours */
    static long of(HttpServletRequest request) {
        String id = request.getHeader(HEADER);
        return id != null && POSITION.matcher(id).matches() ? Long.parseLong(id) : 0;
    }
}
