package io.signalbox.endpoint;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Text of an event stream (HTML standard, section 9.2 "Server-sent events"), as UTF-8. Each event ends with one blank
 * line. For one thread.
 */
final class EventText {
    private static final byte[] DATA = "data: ".getBytes(StandardCharsets.US_ASCII);

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);

    /** How long the browser waits before it connects again. */
    EventText retry(Duration time) {
        return line("retry: " + time.toMillis()).line("");
    }

    /** What clients skip. @param text one line */
    EventText comment(String text) {
        return line(": " + text).line("");
    }

    /** An event that listeners ask for by its name. @param name one line */
    EventText event(String name, String data) {
        return line("event: " + name).message(data.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with an id, which a browser that connects again says. */
    EventText message(long id, byte[] utf8) {
        return line("id: " + id).message(utf8);
    }

    /** An event without a name: {@code message}. Its lines come one by one, whatever ends them. */
    EventText message(byte[] utf8) {
        int from = 0;
        for (int i = 0; i < utf8.length; i++) {
            if (utf8[i] == '\n' || utf8[i] == '\r') {
                data(utf8, from, i);
                i += utf8[i] == '\r' && i + 1 < utf8.length && utf8[i + 1] == '\n' ? 1 : 0;
                from = i + 1;
            }
        }
        data(utf8, from, utf8.length);
        return line("");
    }

    /** Bytes so far. */
    int size() {
        return bytes.size();
    }

    byte[] toBytes() {
        return bytes.toByteArray();
    }

    private void data(byte[] utf8, int from, int to) {
        bytes.writeBytes(DATA);
        bytes.write(utf8, from, to - from);
        bytes.write('\n');
    }

    private EventText line(String text) {
        bytes.writeBytes(text.getBytes(StandardCharsets.UTF_8));
        bytes.write('\n');
        return this;
    }
}
