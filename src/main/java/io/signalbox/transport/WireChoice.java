package io.signalbox.transport;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpUpgradeHandler;
import java.io.IOException;
import org.glassfish.tyrus.servlet.TyrusHttpUpgradeHandler;
import org.jspecify.annotations.Nullable;

/**
 * Which wire one handshake's connection gets: an event loop of ours when its socket can be taken, else the container's.
 * Used by the request's thread.
 */
public final class WireChoice {
    private final EventLoops loops;
    private final int maxMessageBytes;
    private @Nullable SocketTakeover takeover;
    private @Nullable SocketConnection socket;

    private WireChoice(EventLoops loops, int maxMessageBytes, @Nullable SocketTakeover takeover) {
        this.loops = loops;
        this.maxMessageBytes = maxMessageBytes;
        this.takeover = takeover;
    }

    /** @param maxMessageBytes the largest payload of a message that is accepted */
    public static WireChoice of(HttpServletRequest request, Transport transport, int maxMessageBytes) {
        return new WireChoice(transport.loops(), maxMessageBytes, transport.fast() ? SocketTakeover.of(request) : null);
    }

    /** Our handler in place of Tyrus's own; any other stays as it is. */
    @SuppressWarnings("unchecked") // ours are subclasses of what was asked for
    public <T> Class<T> handlerFor(Class<T> asked) {
        if (asked != (Class<?>) TyrusHttpUpgradeHandler.class) {
            return asked;
        }
        return (Class<T>) (Class<?>) (takeover == null ? GuardedUpgradeHandler.class : FastUpgradeHandler.class);
    }

    /** Tells the handler that the container made what it needs. */
    public void prepare(HttpUpgradeHandler handler) {
        if (handler instanceof FastUpgradeHandler fast) {
            fast.prepare(this);
        }
    }

    /** The wire that was chosen, while the endpoint is being opened; null: the container's. */
    public @Nullable SocketWire wire() {
        return socket;
    }

    SocketConnection takeSocket() throws IOException {
        SocketTakeover from = takeover;
        if (from == null) {
            throw new IOException("no socket to take");
        }
        // The session keeps this; it must not keep the container's connection too.
        takeover = null;
        SocketConnection taken = new SocketConnection(loops.next(), from.take(), maxMessageBytes);
        socket = taken;
        return taken;
    }
}
