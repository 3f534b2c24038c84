package io.signalbox.client;

import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The one writer of a connection: one message on the wire at a time, the client's own frames before those of the
 * application. Confined to the scheduler thread.
 */
final class Writer {
    /** An acknowledgement that finds no room is left out: the hub brings the message again, and gets it then. */
    static final int MAX_OWN_FRAMES = 1024;

    private final Wire wire;
    private final Outgoing outgoing;
    private final ClientScheduler scheduler;
    private final Consumer<String> broken;
    private final Deque<String> ownFrames = new ArrayDeque<>();
    private @Nullable Entry current;
    private boolean writing;
    private boolean linked;
    private boolean ended;

    /** @param broken told why, when the wire takes no more */
    Writer(Wire wire, Outgoing outgoing, ClientScheduler scheduler, Consumer<String> broken) {
        this.wire = wire;
        this.outgoing = outgoing;
        this.scheduler = scheduler;
        this.broken = broken;
    }

    /** Whether messages of the application may go out. */
    void linked(boolean open) {
        linked = open;
        pump();
    }

    /** Writes a frame of the client itself. */
    void own(Message message) {
        own(JsonCodec.encode(message).live());
    }

    /** Writes a frame of the client itself. */
    void own(String frame) {
        if (ownFrames.size() < MAX_OWN_FRAMES) {
            ownFrames.add(frame);
            pump();
        }
    }

    /** Writes what waits, if nothing is being written. */
    void pump() {
        if (writing || ended) {
            return;
        }
        String text = ownFrames.poll();
        if (text == null && linked) {
            current = outgoing.next();
            text = current == null ? null : current.text;
        }
        if (text != null) {
            writing = true;
            wire.send(text, this::done);
        }
    }

    /** Nothing more goes to this wire. */
    void end() {
        if (!ended) {
            ended = true;
            ownFrames.clear();
            Entry interrupted = current;
            current = null;
            if (interrupted != null) {
                outgoing.interrupted(interrupted);
            }
        }
    }

    private void done(@Nullable Throwable error) {
        try {
            scheduler.execute(() -> settled(error));
        } catch (RejectedExecutionException e) {
            // Every client is closed; nobody waits for it.
            return;
        }
    }

    private void settled(@Nullable Throwable error) {
        if (ended) {
            return;
        }
        writing = false;
        if (error != null) {
            broken.accept("writing failed: " + error);
            return;
        }
        Entry written = current;
        current = null;
        if (written != null) {
            outgoing.written(written);
        }
        pump();
    }
}
