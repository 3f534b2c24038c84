package io.signalbox.transport;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Collects the beginning of an answer's body and knows when it is whole. */
final class ResponseBody {
    private final int limit;
    private final ByteArrayOutputStream collected = new ByteArrayOutputStream();
    private long expected = Long.MAX_VALUE;
    private boolean chunked;

    /** @param limit most bytes to wait for; 0 to wait for none */
    ResponseBody(int limit) {
        this.limit = limit;
    }

    void expect(ResponseHead head) {
        chunked = head.chunked();
        Optional<String> length = head.header("Content-Length").filter(text -> text.matches("[0-9]{1,18}"));
        if (!chunked && length.isPresent()) {
            expected = Long.parseLong(length.get());
        } else if (head.status() == 204 || head.status() == 304) {
            expected = 0;
        }
    }

    /** @return whether nothing more has to be waited for */
    boolean take(ByteBuffer bytes) {
        while (bytes.hasRemaining() && collected.size() < limit) {
            collected.write(bytes.get());
        }
        return collected.size() >= Math.min(limit, expected) || (chunked && raw().endsWith("0\r\n\r\n"));
    }

    String text() {
        String text = chunked ? withoutChunks(raw()) : raw();
        return new String(text.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }

    private String raw() {
        return collected.toString(StandardCharsets.ISO_8859_1);
    }

    /** Lenient: what is cut off or malformed ends the text. */
    private static String withoutChunks(String raw) {
        StringBuilder text = new StringBuilder();
        int position = 0;
        while (true) {
            int lineEnd = raw.indexOf("\r\n", position);
            if (lineEnd < 0) {
                return text.toString();
            }
            String size = raw.substring(position, lineEnd).split(";", 2)[0].strip();
            if (!size.matches("[0-9a-fA-F]{1,6}") || Integer.parseInt(size, 16) == 0) {
                return text.toString();
            }
            int begin = lineEnd + 2;
            int end = Math.min(raw.length(), begin + Integer.parseInt(size, 16));
            text.append(raw, begin, end);
            position = Math.min(raw.length(), end + 2);
        }
    }
}
