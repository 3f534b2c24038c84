package io.signalbox.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/** Writes down what a decoder tells, one line each, an error among them. */
final class RecordedFrames implements DecodedFrames {
    private final List<String> lines = new ArrayList<>();
    private int mostHeld;

    static String textLine(String text) {
        return "text " + text;
    }

    static String binaryLine(byte[] bytes) {
        return "binary " + HexFormat.of().formatHex(bytes);
    }

    static String pingLine(byte[] payload) {
        return "ping " + HexFormat.of().formatHex(payload);
    }

    static String closeLine(int code, String reason) {
        return "close " + code + " " + reason;
    }

    static String errorLine(int code) {
        return "error " + code;
    }

    /** Gives {@code input} to {@code decoder}. */
    RecordedFrames decode(FrameDecoder decoder, ByteBuffer input, byte[] scratch) {
        try {
            decoder.decode(input, scratch, this);
        } catch (FrameError e) {
            lines.add(errorLine(e.closeCode()));
        }
        mostHeld = Math.max(mostHeld, decoder.held());
        return this;
    }

    /** What was told so far. */
    List<String> lines() {
        return lines;
    }

    /** Most bytes that the decoder held between two pieces. */
    int mostHeld() {
        return mostHeld;
    }

    @Override
    public void text(byte[] utf8, int offset, int length) {
        lines.add(textLine(new String(utf8, offset, length, StandardCharsets.UTF_8)));
    }

    @Override
    public void binary(byte[] bytes, int offset, int length) {
        lines.add("binary " + HexFormat.of().formatHex(bytes, offset, offset + length));
    }

    @Override
    public void ping(byte[] payload, int offset, int length) {
        lines.add("ping " + HexFormat.of().formatHex(payload, offset, offset + length));
    }

    @Override
    public void pong(byte[] payload, int offset, int length) {
        lines.add("pong");
    }

    @Override
    public void close(int code, String reason) {
        lines.add(closeLine(code, reason));
    }
}
