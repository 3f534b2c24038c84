package io.signalbox.truth;

import java.io.BufferedWriter;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The log of one run: one line per event, in one order for all drivers. Any thread. */
final class EventLog implements Closeable {
    private final BufferedWriter out;
    private final long begin = System.nanoTime();
    private boolean ended;

    /** @param file replaced when it exists */
    EventLog(Path file) throws IOException {
        out = Files.newBufferedWriter(file, StandardCharsets.UTF_8);
    }

    /** Reads a log that was written here. */
    static List<Event> read(Path file) throws IOException {
        try (Stream<String> lines = Files.lines(file, StandardCharsets.UTF_8)) {
            return lines.map(Event::parse).toList();
        }
    }

    void publish(String sender, String connection, String message, String receiver) {
        add(Event.Kind.PUBLISH, sender, connection, message, 0, "", receiver);
    }

    void told(Event.Kind kind, String sender, String connection, String message, String detail) {
        add(kind, sender, connection, message, 0, "", detail);
    }

    void resumes(String device, String connection, long cursor, String epoch) {
        add(Event.Kind.RESUMES, device, connection, "", cursor, epoch, "");
    }

    void opened(String device, String connection, String epoch, String recovered) {
        add(Event.Kind.OPENED, device, connection, "", 0, epoch, recovered);
    }

    void received(String device, String connection, String message, long seq, String epoch) {
        add(Event.Kind.RECEIVED, device, connection, message, seq, epoch, "");
    }

    void acknowledged(String device, String connection, String message, long seq, String epoch) {
        add(Event.Kind.ACKNOWLEDGED, device, connection, message, seq, epoch, "");
    }

    void broken(String actor, String connection, String why) {
        add(Event.Kind.BROKEN, actor, connection, "", 0, "", why);
    }

    void fault(String target, FaultKind kind) {
        add(Event.Kind.FAULT, target, "", "", 0, "", kind.name());
    }

    /** Nothing after it is logged. */
    void end() {
        add(Event.Kind.END, "", "", "", 0, "", "");
    }

    @Override
    public synchronized void close() throws IOException {
        ended = true;
        out.close();
    }

    private synchronized void add(
            Event.Kind kind, String actor, String connection, String message, long seq, String epoch, String detail) {
        if (ended) {
            return;
        }
        ended = kind == Event.Kind.END;
        long micros = (System.nanoTime() - begin) / 1000;
        String words = detail.replaceAll("\\p{Cntrl}", " ");
        try {
            out.write(new Event(micros, kind, actor, connection, message, seq, epoch, words).line());
            out.newLine();
        } catch (IOException e) {
            throw new UncheckedIOException("the log of the run", e);
        }
    }
}
