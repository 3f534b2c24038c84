package io.signalbox.transport;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;

/**
 * What Tyrus writes through when a session is ours: its close frame closes our connection. Messages go through the
 * connection's outbox, so that there is one writer and one order.
 */
final class CloseOnlyWriter extends Writer {
    private static final int NORMAL = 1000;

    private final SocketConnection connection;

    CloseOnlyWriter(SocketConnection connection) {
        this.connection = connection;
    }

    @Override
    public void write(ByteBuffer frame, CompletionHandler<ByteBuffer> done) {
        if (frame.remaining() >= 2 && (frame.get(frame.position()) & 0x0f) == FrameTracker.CLOSE) {
            ByteBuffer payload = frame.duplicate();
            payload.position(payload.position() + 2);
            int code = payload.remaining() >= 2 ? payload.getShort() & 0xffff : NORMAL;
            connection.close(code, StandardCharsets.UTF_8.decode(payload).toString());
            done.completed(frame);
        } else {
            done.failed(new IllegalStateException("this connection is written through its outbox"));
        }
    }

    @Override
    public void close() {
        // The connection closes its socket itself, after the closing handshake.
    }
}
