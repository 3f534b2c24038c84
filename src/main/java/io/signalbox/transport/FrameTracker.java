package io.signalbox.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Follows the WebSocket frames of one direction of a byte stream: it reads headers and skips payloads, however the
 * bytes are cut. It judges nothing: a stream that is no WebSocket only makes it {@link #lost}, and then it never again
 * says that a frame may be put in. Used by one thread.
 */
public final class FrameTracker {
    /** Largest payload that {@link #capture} keeps, in bytes. */
    public static final int MAX_CAPTURE = 4096;

    static final int TEXT = 1;
    static final int CLOSE = 8;

    private final byte[] header = new byte[14];
    private int headerLength;
    private int headerNeeded = 2;
    private long payloadLeft;
    private boolean inMessage;
    private boolean closed;
    private boolean lost;
    private boolean capture;
    private byte @Nullable [] captured;
    private int capturedLength;
    private @Nullable String text;

    /** Passes over {@code bytes} up to the end of the present frame, or to their end. */
    public void advance(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            if (lost) {
                bytes.position(bytes.limit());
            } else if (headerLength < headerNeeded) {
                header[headerLength++] = bytes.get();
                if (headerLength == headerNeeded && headerRead()) {
                    return;
                }
            } else if (payload(bytes)) {
                return;
            }
        }
    }

    /** Passes over all of {@code bytes}; texts captured on the way but for the last are forgotten. */
    public void advanceAll(ByteBuffer bytes) {
        while (bytes.hasRemaining()) {
            advance(bytes);
        }
    }

    /** Whether a control frame may be put in here. */
    public boolean betweenFrames() {
        return headerLength == 0 && !closed && !lost;
    }

    /** Whether a message may be put in here. */
    public boolean betweenMessages() {
        return betweenFrames() && !inMessage;
    }

    /** Whether a close frame went by, so that nothing may follow. */
    public boolean closeSeen() {
        return closed;
    }

    /** Whether the stream is no WebSocket, so that nothing is known of it. */
    public boolean lost() {
        return lost;
    }

    /** Whether to keep the text of the frames that begin from now on: whole, small, not compressed. */
    public void capture(boolean wanted) {
        capture = wanted;
    }

    /** The text of the frame that {@link #advance} just ended, if it was captured; once. */
    public Optional<String> takeText() {
        Optional<String> taken = Optional.ofNullable(text);
        text = null;
        return taken;
    }

    /** @return whether the frame ends here */
    private boolean headerRead() {
        if (headerLength == 2) {
            int length = header[1] & 0x7f;
            headerNeeded = 2 + (length == 126 ? 2 : length == 127 ? 8 : 0) + (masked() ? 4 : 0);
            if (headerLength < headerNeeded) {
                return false;
            }
        }
        payloadLeft = payloadLength();
        if (payloadLeft < 0 || (opcode() > 2 && opcode() < 8) || opcode() > 10) {
            lost = true;
            return false;
        }
        if (capture && (header[0] & 0xff) == (0x80 | TEXT) && payloadLeft <= MAX_CAPTURE) {
            captured = new byte[(int) payloadLeft];
            capturedLength = 0;
        }
        return payloadLeft == 0 && frameEnds();
    }

    /** @return whether the frame ends here */
    private boolean payload(ByteBuffer bytes) {
        int count = (int) Math.min(payloadLeft, bytes.remaining());
        if (captured == null) {
            bytes.position(bytes.position() + count);
        } else {
            bytes.get(captured, capturedLength, count);
            capturedLength += count;
        }
        payloadLeft -= count;
        return payloadLeft == 0 && frameEnds();
    }

    private boolean frameEnds() {
        if (opcode() < CLOSE) {
            inMessage = (header[0] & 0x80) == 0;
        } else if (opcode() == CLOSE) {
            closed = true;
        }
        if (captured != null) {
            unmask(captured);
            text = new String(captured, StandardCharsets.UTF_8);
            captured = null;
        }
        headerLength = 0;
        headerNeeded = 2;
        return true;
    }

    private void unmask(byte[] payload) {
        if (masked()) {
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= header[headerNeeded - 4 + (i & 3)];
            }
        }
    }

    private int opcode() {
        return header[0] & 0x0f;
    }

    private boolean masked() {
        return (header[1] & 0x80) != 0;
    }

    private long payloadLength() {
        int length = header[1] & 0x7f;
        return switch (length) {
            case 126 -> ByteBuffer.wrap(header).getShort(2) & 0xffff;
            case 127 -> ByteBuffer.wrap(header).getLong(2);
            default -> length;
        };
    }
}
