package io.signalbox.endpoint;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.ArrayList;
import java.util.List;

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
            "X-Group-ID",
            "X-Client-Type",
            "X-User-Role",
            "X-Department",
            "X-VIP-Level",
            "X-Skills");

    private final Entrance entrance;
    private final String answerHeaders;

    /** @param more that answers have */
    CrossOrigin(Entrance entrance, ResponseHeaders more) {
        this.entrance = entrance;
        List<String> names = new ArrayList<>(
                List.of(ResponseHeaders.CLIENT_ID, ResponseHeaders.NODE_ID, "Retry-After", SseBackChannel.TAKEN));
        names.addAll(more.values().keySet());
        this.answerHeaders = String.join(", ", names);
    }

    /** Sets the headers that every answer has. */
    void mark(HttpServletRequest request, HttpServletResponse response) {
        // Set for all: a cache must not give one origin what another was answered.
        response.setHeader("Vary", "Origin");
        String origin = request.getHeader("Origin");
        if (origin != null && entrance.fromAllowedOrigin(request)) {
            response.setHeader("Access-Control-Allow-Origin", origin);
            response.setHeader("Access-Control-Expose-Headers", answerHeaders);
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
