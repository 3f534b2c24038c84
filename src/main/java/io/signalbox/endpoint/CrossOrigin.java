package io.signalbox.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Lets pages of allowed origins read answers (Fetch standard, CORS protocol), and no others: an answer names the origin
 * that asked, never {@code *} (hazard H77). Without credentials: no cookie means anything here.
 */
final class CrossOrigin {
    private static final String REQUEST_HEADERS = String.join(
            ", ",
            "Content-Type",
            SseBackChannel.TOKEN,
            "Last-Event-ID",
            "X-User-ID",
            "X-User-Name",
            "X-User-Type",
            "X-Client-ID",
            "X-Device-ID",
            "X-App-ID",
            "X-Namespace",
            "X-Group-ID");

    private static final String ANSWER_HEADERS =
            String.join(", ", "X-WSC-Client-ID", "X-WSC-Node-ID", "Retry-After", SseBackChannel.TAKEN);

    private final Entrance entrance;

    CrossOrigin(Entrance entrance) {
        this.entrance = entrance;
    }

    /** Sets the headers that every answer has. */
    void mark(HttpServletRequest request, HttpServletResponse response) {
        // Set for all: a cache must not give one origin what another was answered.
        response.setHeader("Vary", "Origin");
        String origin = request.getHeader("Origin");
        if (origin != null && entrance.fromAllowedOrigin(request)) {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Expose-Headers", ANSWER_HEADERS);
        }
    }

    /** Answers a preflight of an allowed origin. */
    void preflight(HttpServletResponse response) {
        response.setStatus(HttpServletResponse.SC_NO_CONTENT);
        response.setHeader("Access-Control-Allow-Methods", "GET, POST");
        response.setHeader("Access-Control-Allow-Headers", REQUEST_HEADERS);
        response.setHeader("Access-Control-Max-Age", "600");
    }
}
