package io.signalbox.balancer;

import io.signalbox.protocol.Frame;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.transport.FrameTracker;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Looks at what a client sends, on its way to the backend: the first text frame, which may be a registration, and its
 * answers while it is asked for its name. All other frames are only followed. Used by one thread at a time, but for
 * {@link #listenForName}.
 */
final class ClientStream {
    private final Tunnel tunnel;
    private final FrameTracker frames = new FrameTracker();
    private boolean first = true;
    private volatile boolean listening;

    ClientStream(Tunnel tunnel) {
        this.tunnel = tunnel;
    }

    /** Whether to look for a name. Any thread. */
    void listenForName(boolean wanted) {
        listening = wanted;
    }

    void follow(ByteBuffer bytes) {
        boolean capture = first || listening;
        frames.capture(capture);
        if (!capture) {
            frames.advanceAll(bytes);
            return;
        }
        while (bytes.hasRemaining()) {
            frames.advance(bytes);
            frames.takeText().ifPresent(this::look);
        }
    }

    boolean closeSeen() {
        return frames.closeSeen();
    }

    private void look(String text) {
        Frame frame = decoded(text);
        if (first && frame instanceof Frame.Registration registration) {
            tunnel.registered(tunnel.identity().registered(registration));
        } else if (listening && frame instanceof Frame.NameResponse response) {
            tunnel.named(response.clientName());
        }
        first = false;
    }

    private static @Nullable Frame decoded(String text) {
        try {
            return JsonCodec.decode(text);
        } catch (ProtocolException e) {
            // Not for us, and the backend will say what is wrong with it.
            return null;
        }
    }
}
