package io.signalbox.bench;

import java.nio.charset.StandardCharsets;

/** What one sender sends, to one or many receivers that each get all of it in order. */
final class Flow {
    /** Most messages under way to many receivers; a power of two. */
    private static final int RING = 1 << 16;

    final Peer sender;
    private final int receivers;
    private final int headLength;
    private final int payload;
    private final byte[] message;
    /** For each message under way, how many receivers do not have it yet. */
    private final int[] missing;

    private long sent;

    Flow(Peer sender, String head, String tail, int payload, int receivers) {
        this.sender = sender;
        this.receivers = receivers;
        this.headLength = head.length();
        this.payload = payload;
        this.message = (head + " ".repeat(payload) + tail).getBytes(StandardCharsets.US_ASCII);
        this.missing = new int[receivers == 1 ? 0 : RING];
    }

    /** The next message; valid until the next call. */
    byte[] next(long timeNanos) {
        Payload.write(message, headLength, payload, sender.index, sent, timeNanos);
        if (receivers > 1) {
            int slot = (int) (sent & (RING - 1));
            if (missing[slot] != 0) {
                throw new BenchException("the server does not keep up: " + RING + " messages under way");
            }
            missing[slot] = receivers;
        }
        sent++;
        return message;
    }

    /** A receiver got a message. @return whether all of them have it now */
    boolean arrived(long seq) {
        return receivers == 1 || --missing[(int) (seq & (RING - 1))] == 0;
    }

    long sent() {
        return sent;
    }
}
