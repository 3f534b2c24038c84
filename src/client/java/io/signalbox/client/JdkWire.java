package io.signalbox.client;

import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A wire over the JDK's WebSocket. Safe from any thread. */
final class JdkWire implements Wire, WebSocket.Listener {
    private static final int TOO_BIG = 1009;
    /** The JDK sends no 1009 for a client; this is the nearest it does send. */
    private static final int POLICY = 1008;

    private final WireListener listener;
    private final AtomicBoolean told = new AtomicBoolean();
    private volatile @Nullable WebSocket socket;
    private volatile boolean aborted;

    JdkWire(WireListener listener) {
        this.listener = listener;
    }

    @Override
    public void send(String text, Consumer<@Nullable Throwable> done) {
        WebSocket open = socket;
        if (open == null) {
            done.accept(new IllegalStateException("not open"));
            return;
        }
        var unused = open.sendText(text, true).whenComplete((same, error) -> done.accept(error));
    }

    @Override
    public void request() {
        WebSocket open = socket;
        if (open != null) {
            open.request(1);
        }
    }

    @Override
    public void close(int code, String reason) {
        WebSocket open = socket;
        if (open == null) {
            abort();
            return;
        }
        var unused = open.sendClose(code == TOO_BIG ? POLICY : code, reason).whenComplete((same, error) -> {
            if (error != null) {
                abort();
            }
        });
    }

    @Override
    public void abort() {
        aborted = true;
        WebSocket open = socket;
        if (open != null) {
            open.abort();
        }
        failed("aborted");
    }

    /** The handshake failed. */
    void notOpened(Throwable error) {
        Throwable cause = error instanceof CompletionException && error.getCause() != null ? error.getCause() : error;
        failed(
                cause instanceof WebSocketHandshakeException refused
                        ? "the handshake was answered " + refused.getResponse().statusCode()
                        : cause.toString());
    }

    @Override
    public void onOpen(WebSocket opened) {
        socket = opened;
        if (aborted) {
            opened.abort();
        } else {
            opened.request(1);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        listener.text(this, data, last);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onBinary(WebSocket from, ByteBuffer data, boolean last) {
        listener.binary(this, last);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        if (told.compareAndSet(false, true)) {
            listener.closed(code, reason);
        }
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        failed(error.toString());
    }

    private void failed(String reason) {
        if (told.compareAndSet(false, true)) {
            listener.failed(reason);
        }
    }
}
