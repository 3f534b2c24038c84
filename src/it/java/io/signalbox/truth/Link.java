package io.signalbox.truth;

import io.signalbox.it.RawWebSocket;
import io.signalbox.it.RawWebSocket.Bytes;
import io.signalbox.it.RawWebSocket.Frame;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One connection of a driver, with a thread that reads it. It ends when the hub ends it, when nothing is heard for five
 * seconds, or when the driver or a fault ends it; then, once, {@code BROKEN} is logged, and nothing after it is taken
 * from the socket or said about it.
 */
final class Link {
    private static final Duration SILENCE = Duration.ofSeconds(5);

    private final String actor;
    private final String name;
    private final RawWebSocket socket;
    private final EventLog log;
    /** Held while a frame is written, so that frames stay whole. */
    private final Object writing = new Object();

    private boolean ended;
    private volatile boolean paused;

    private Link(String actor, String name, RawWebSocket socket, EventLog log) {
        this.actor = actor;
        this.name = name;
        this.socket = socket;
        this.log = log;
    }

    /**
     * Shakes hands and begins to read.
     *
     * @param name of the connection
     * @param receiveBuffer bytes, for a reader that will be slow; zero for what the system gives
     * @throws IOException when the node is not there, refuses, or does not answer
     */
    static Link open(
            URI node, String query, String actor, String name, int receiveBuffer, EventLog log, Incoming incoming)
            throws IOException {
        RawWebSocket socket =
                receiveBuffer > 0 ? RawWebSocket.tcpWithReceiveBuffer(node, receiveBuffer) : RawWebSocket.tcp(node);
        try {
            socket.deadline(SILENCE);
            socket.shakeHands(query);
        } catch (IOException | AssertionError e) {
            socket.close();
            throw new IOException("no handshake with " + node + ": " + e.getMessage(), e);
        }
        Link link = new Link(actor, name, socket, log);
        Thread reader = new Thread(() -> link.read(incoming), "reader-" + name);
        reader.setDaemon(true);
        reader.start();
        return link;
    }

    String name() {
        return name;
    }

    synchronized boolean isOpen() {
        return !ended;
    }

    /** Does it unless the connection ended; its end waits meanwhile. @return whether it was done */
    synchronized boolean whileOpen(Runnable what) {
        if (!ended) {
            what.run();
        }
        return !ended;
    }

    /** Sends a text. When that fails the connection has ended. */
    void send(String text) {
        try {
            synchronized (writing) {
                socket.send(text);
            }
        } catch (IOException e) {
            end("not written: " + e.getMessage());
        }
    }

    /** Says something that is answered, so that silence means that the node does not work. */
    void ping() {
        send("{\"message_type\":\"ping\"}");
    }

    /** Stops reading, or goes on; silence does not end the connection meanwhile. */
    synchronized void pauseReading(boolean pause) {
        paused = pause;
        notifyAll();
    }

    boolean isPaused() {
        return paused;
    }

    /** Writes half of a frame with a text, and resets the connection. */
    void resetWithin(String text) {
        byte[] frame = Bytes.frame(RawWebSocket.TEXT, text);
        try {
            synchronized (writing) {
                socket.write(Arrays.copyOf(frame, frame.length / 2));
                socket.reset();
                end("reset within a frame");
            }
        } catch (IOException e) {
            end("reset: " + e.getMessage());
        }
    }

    /** Says goodbye and ends it. */
    void leave() {
        try {
            synchronized (writing) {
                socket.write(Bytes.frame(RawWebSocket.CLOSE, new byte[] {1000 >> 8, (byte) 1000}));
            }
        } catch (IOException e) {
            // It is about to end anyway.
        }
        end("left");
    }

    private void read(Incoming incoming) {
        try {
            while (isOpen()) {
                waitWhilePaused();
                Frame frame = socket.frame();
                if (frame.opcode() == RawWebSocket.TEXT) {
                    text(frame.utf8(), incoming);
                } else if (frame.opcode() == RawWebSocket.PING) {
                    synchronized (writing) {
                        socket.write(Bytes.frame(RawWebSocket.PONG, frame.payload()));
                    }
                } else if (frame.opcode() == RawWebSocket.CLOSE) {
                    end("closed by the hub with " + frame.closeCode());
                }
            }
        } catch (IOException | InterruptedException | AssertionError e) {
            end(e.getClass().getSimpleName() + " " + e.getMessage());
        } finally {
            // Whatever else ended the thread: a connection that nobody reads is no open one.
            end("its reader failed");
        }
    }

    private void text(String text, Incoming incoming) {
        if (JsonCodec.decode(text) instanceof Message message) {
            String[] answer = new String[1];
            whileOpen(() -> answer[0] = incoming.message(this, message, text));
            if (answer[0] != null) {
                send(answer[0]);
            }
        }
    }

    private synchronized void waitWhilePaused() throws InterruptedException {
        while (paused && !ended) {
            wait();
        }
    }

    private synchronized void end(String why) {
        if (ended) {
            return;
        }
        ended = true;
        notifyAll();
        log.broken(actor, name, why);
        try {
            socket.close();
        } catch (IOException e) {
            // Gone already.
        }
    }

    /** Told what arrives, on the reading thread, while the connection cannot end. */
    interface Incoming {
        /** @return what to send for it; null for nothing */
        @Nullable
        String message(Link link, Message message, String text);
    }
}
