package io.signalbox.transport;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Takes the socket of an upgraded request out of Grizzly's hands. Grizzly is told that the connection is closed, so that
 * it frees everything it holds for it (about 22 kB of request state), but what it closes is a channel that was never
 * open; the real one is ours from then on.
 *
 * <p>By reflection, because none of this is API: where a class or method is missing, on another server or version,
 * {@link #of} finds nothing and the connection stays with the container.
 */
final class SocketTakeover {
    private static final System.Logger LOG = System.getLogger(SocketTakeover.class.getName());
    private static final SocketChannel CLOSED = closedChannel();
    private static volatile boolean unsupported;

    private final Object connection;
    private final SocketChannel channel;
    private final Method setChannel;
    private final Method close;

    private SocketTakeover(Object connection, SocketChannel channel, Method setChannel, Method close) {
        this.connection = connection;
        this.channel = channel;
        this.setChannel = setChannel;
        this.close = close;
    }

    /** The socket under {@code request}, or null when it cannot be taken: TLS, HTTP/2, another server. */
    static @Nullable SocketTakeover of(ServletRequest request) {
        if (unsupported || request.isSecure() || !"HTTP/1.1".equals(request.getProtocol())) {
            return null;
        }
        try {
            Object connection = connectionOf(request);
            if (connection == null || !(at(connection, "getChannel") instanceof SocketChannel socket)) {
                return null;
            }
            // Looked for now, while the connection can still stay where it is.
            Method setChannel = declared(connection.getClass(), "setChannel", SelectableChannel.class);
            Method close = connection.getClass().getMethod("closeSilently");
            return new SocketTakeover(connection, socket, setChannel, close);
        } catch (NoSuchMethodException | IllegalAccessException | RuntimeException e) {
            unsupported = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "this server does not give its sockets away, all connections stay on the portable wire: {0}",
                    e.toString());
        } catch (InvocationTargetException e) {
            // This one connection: its client went, or it is of another kind.
            LOG.log(System.Logger.Level.DEBUG, "socket not found", e);
        }
        return null;
    }

    /**
     * Takes the socket. Nothing may be on its way through Grizzly in either direction.
     *
     * @return the channel, not registered anywhere, non-blocking
     * @throws IOException when that fails; the connection is closed then
     */
    SocketChannel take() throws IOException {
        try {
            SelectionKey key = (SelectionKey) Objects.requireNonNull(at(connection, "getSelectionKey"), "no key");
            setChannel.invoke(connection, CLOSED);
            key.cancel();
            // Else the selector holds on to the channel until something else wakes it, and a close has to wait for it.
            key.selector().wakeup();
            close.invoke(connection);
        } catch (ReflectiveOperationException | RuntimeException e) {
            channel.close();
            throw new IOException("socket not taken over", e);
        }
        return channel;
    }

    /** Grizzly's connection under {@code request}, null when there is none. */
    static @Nullable Object connectionOf(ServletRequest request)
            throws NoSuchMethodException, IllegalAccessException, InvocationTargetException {
        ServletRequest facade = request;
        while (facade instanceof ServletRequestWrapper wrapper) {
            facade = wrapper.getRequest();
        }
        return at(facade, "getUnwrappedCoyoteRequest", "getCoyoteRequest", "getContext", "getConnection");
    }

    /** What is reached by these getters, one after the other; null when one of them answers nothing. */
    private static @Nullable Object at(Object start, String... getters)
            throws NoSuchMethodException, IllegalAccessException, InvocationTargetException {
        Object at = start;
        for (String getter : getters) {
            if (at == null) {
                return null;
            }
            at = at.getClass().getMethod(getter).invoke(at);
        }
        return at;
    }

    private static Method declared(Class<?> type, String name, Class<?>... parameters) throws NoSuchMethodException {
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            try {
                Method method = at.getDeclaredMethod(name, parameters);
                method.setAccessible(true);
                return method;
            } catch (NoSuchMethodException e) {
                // In a superclass, then.
            }
        }
        throw new NoSuchMethodException(type.getName() + '.' + name);
    }

    private static SocketChannel closedChannel() {
        try {
            SocketChannel channel = SocketChannel.open();
            channel.close();
            return channel;
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }
}
