package io.signalbox.transport;

import jakarta.servlet.ServletRequest;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import org.jspecify.annotations.Nullable;

/**
 * Ends the connection under a request at once and drops what waits to be written to it. Servlet has no way to do so: the
 * end of a response waits for a client that does not read. By reflection on Grizzly; where that finds nothing, or when
 * the connection has other streams (HTTP/2), the container's own timeouts end it later. Safe from any thread.
 */
public final class HangUp implements Runnable {
    private static final System.Logger LOG = System.getLogger(HangUp.class.getName());

    private final @Nullable Object connection;

    private HangUp(@Nullable Object connection) {
        this.connection = connection;
    }

    /** For the connection of this request, while it is being served. */
    public static HangUp of(ServletRequest request) {
        if ("HTTP/1.1".equals(request.getProtocol())) {
            try {
                return new HangUp(SocketTakeover.connectionOf(request));
            } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException | RuntimeException e) {
                LOG.log(System.Logger.Level.DEBUG, "connection not found", e);
            }
        }
        return new HangUp(null);
    }

    @Override
    public void run() {
        Object ended = connection;
        if (ended == null) {
            return;
        }
        try {
            Method terminate = ended.getClass().getMethod("terminateSilently");
            terminate.invoke(ended);
        } catch (NoSuchMethodException | IllegalAccessException | InvocationTargetException | RuntimeException e) {
            LOG.log(System.Logger.Level.DEBUG, "connection not ended", e);
        }
    }
}
