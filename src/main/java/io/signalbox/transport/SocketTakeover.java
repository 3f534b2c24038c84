package io.signalbox.transport;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
import java.io.IOException;
import java.lang.reflect.Method;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
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

    private SocketTakeover(Object connection, SocketChannel channel) {
        this.connection = connection;
        this.channel = channel;
    }

    /** The socket under {@code request}, or null when it cannot be taken: TLS, HTTP/2, another server. */
    static @Nullable SocketTakeover of(ServletRequest request) {
        if (unsupported || request.isSecure() || !"HTTP/1.1".equals(request.getProtocol())) {
            return null;
        }
        try {
            ServletRequest facade = request;
            while (facade instanceof ServletRequestWrapper wrapper) {
                facade = wrapper.getRequest();
            }
            Object connector = call(facade, "getUnwrappedCoyoteRequest");
            Object coyote = call(connector, "getCoyoteRequest");
            Object connection = call(call(coyote, "getContext"), "getConnection");
            return call(connection, "getChannel") instanceof SocketChannel channel
                    ? new SocketTakeover(connection, channel)
                    : null;
        } catch (ReflectiveOperationException | RuntimeException e) {
            unsupported = true;
            LOG.log(
                    System.Logger.Level.WARNING,
                    "this server does not give its sockets away, all connections stay on the portable wire: {0}",
                    e.toString());
            return null;
        }
    }

    /**
     * Takes the socket. Nothing may be on its way through Grizzly in either direction.
     *
     * @return the channel, not registered anywhere, non-blocking
     * @throws IOException when that fails; the connection is closed then
     */
    SocketChannel take() throws IOException {
        try {
            SelectionKey key = (SelectionKey) call(connection, "getSelectionKey");
            Method setChannel = declared(connection.getClass(), "setChannel", SelectableChannel.class);
            setChannel.invoke(connection, CLOSED);
            key.cancel();
            // Else the selector holds on to the channel until something else wakes it, and a close has to wait for it.
            key.selector().wakeup();
            call(connection, "closeSilently");
        } catch (ReflectiveOperationException | RuntimeException e) {
            channel.close();
            throw new IOException("socket not taken over", e);
        }
        return channel;
    }

    private static Object call(Object target, String method) throws ReflectiveOperationException {
        Object result = target.getClass().getMethod(method).invoke(target);
        if (result == null && !method.equals("closeSilently")) {
            throw new NoSuchMethodException(method + " gave nothing");
        }
        return result == null ? target : result;
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
