package io.signalbox.endpoint;

import io.signalbox.protocol.Limits;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What clients of event streams say: a POST with one message, or with several as lines. Each is taken as a frame of a
 * WebSocket would be, with the same limits; what the hub has to say to it comes over the stream.
 */
final class SseBackChannel {
    /** The request header with the connection's token. */
    static final String TOKEN = "X-Signalbox-Token";
    /** The answer's header with how many messages of the post were taken, when it was not all of them. */
    static final String TAKEN = "X-Signalbox-Taken";
    /** Most messages of one post. */
    static final int MAX_MESSAGES = 100;
    /** Largest post, in bytes. */
    static final int MAX_BYTES = 1024 * 1024;

    private final SseTokens tokens;

    SseBackChannel(SseTokens tokens) {
        this.tokens = tokens;
    }

    /** Takes the messages of a post and answers it. */
    void post(HttpServletRequest request, HttpServletResponse response) throws IOException {
        String token = request.getHeader(TOKEN);
        if (token == null) {
            response.setHeader("WWW-Authenticate", TOKEN);
            Problem.write(response, 401, "the header " + TOKEN + " is missing; the stream's first event has its value");
            return;
        }
        SseConnection connection = tokens.find(token);
        if (connection == null) {
            noConnection(response);
            return;
        }
        Form form = Form.of(request.getContentType());
        if (form == null) {
            response.setHeader("Accept-Post", "application/json, application/x-ndjson");
            Problem.write(response, 415, "one message as application/json, or several as application/x-ndjson");
            return;
        }
        byte[] body = request.getInputStream().readNBytes(MAX_BYTES + 1);
        if (body.length > MAX_BYTES) {
            Problem.write(response, 413, "a post has at most " + MAX_BYTES + " bytes");
            return;
        }
        List<byte[]> messages = form == Form.ONE ? List.of(body) : lines(body);
        String fault = faultOf(messages);
        if (fault != null) {
            Problem.write(response, 413, fault);
        } else if (messages.isEmpty() || body.length == 0) {
            Problem.write(response, 400, "there is no message in this post");
        } else {
            answer(response, connection.receive(messages), messages.size());
        }
    }

    private static void answer(HttpServletResponse response, SseConnection.Taken taken, int messages)
            throws IOException {
        if (taken.messages() < messages) {
            response.setHeader(TAKEN, Integer.toString(taken.messages()));
        }
        if (taken.waitMillis() > 0) {
            response.setHeader("Retry-After", Long.toString((taken.waitMillis() + 999) / 1000));
            Problem.write(
                    response, 429, "too many messages; taken were the first " + taken.messages() + " of " + messages);
        } else if (taken.closed()) {
            noConnection(response);
        } else {
            response.setHeader("Cache-Control", "no-store");
            response.setStatus(HttpServletResponse.SC_ACCEPTED);
        }
    }

    private static void noConnection(HttpServletResponse response) throws IOException {
        Problem.write(response, 404, "no open stream of this node has that token; open one and use its own");
    }

    private static @Nullable String faultOf(List<byte[]> messages) {
        if (messages.size() > MAX_MESSAGES) {
            return "a post has at most " + MAX_MESSAGES + " messages";
        }
        for (byte[] message : messages) {
            if (message.length > Limits.MAX_MESSAGE_BYTES) {
                return "a message has at most " + Limits.MAX_MESSAGE_BYTES + " bytes";
            }
        }
        return null;
    }

    /** The lines that are not blank, of which there may be one more than is allowed. */
    private static List<byte[]> lines(byte[] body) {
        List<byte[]> lines = new ArrayList<>();
        int from = 0;
        while (from < body.length && lines.size() <= MAX_MESSAGES) {
            int end = from;
            while (end < body.length && body[end] != '\n') {
                end++;
            }
            int to = end > from && body[end - 1] == '\r' ? end - 1 : end;
            if (to > from) {
                lines.add(Arrays.copyOfRange(body, from, to));
            }
            from = end + 1;
        }
        return lines;
    }

    /** How the messages stand in the body. */
    private enum Form {
        ONE,
        LINES;

        static @Nullable Form of(@Nullable String contentType) {
            String type = contentType == null
                    ? ""
                    : contentType.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            return switch (type) {
                case "application/json" -> ONE;
                case "application/x-ndjson" -> LINES;
                default -> null;
            };
        }
    }
}
