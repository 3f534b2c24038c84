package io.signalbox.endpoint;

import io.signalbox.protocol.JsonCodec;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** RFC 9457 problem details for what the edge refuses. */
final class Problem {
    private Problem() {}

    static void write(HttpServletResponse response, int status, @Nullable String detail) throws IOException {
        byte[] body = ("{\"type\":\"about:blank\",\"title\":" + JsonCodec.quote(title(status)) + ",\"status\":" + status
                        + ",\"detail\":" + JsonCodec.quote(detail == null ? "" : detail) + "}")
                .getBytes(StandardCharsets.UTF_8);
        response.setStatus(status);
        response.setContentType("application/problem+json");
        response.setHeader("Cache-Control", "no-store");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /** The name of a status that we answer with. */
    static String title(int status) {
        return switch (status) {
            case 400 -> "Bad Request";
            case 401 -> "Unauthorized";
            case 403 -> "Forbidden";
            case 404 -> "Not Found";
            case 405 -> "Method Not Allowed";
            case 413 -> "Content Too Large";
            case 415 -> "Unsupported Media Type";
            case 426 -> "Upgrade Required";
            case 429 -> "Too Many Requests";
            case 503 -> "Service Unavailable";
            default -> "Refused";
        };
    }
}
