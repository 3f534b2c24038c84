package io.signalbox.transport;

import jakarta.servlet.http.WebConnection;
import jakarta.websocket.CloseReason;
import java.io.IOException;
import java.io.InputStream;
import org.glassfish.tyrus.servlet.TyrusHttpUpgradeHandler;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.WebSocketEngine;
import org.glassfish.tyrus.spi.Writer;
import org.jspecify.annotations.Nullable;

/**
 * Takes an upgraded connection to an event loop. Tyrus has done the handshake and still opens and closes the endpoint's
 * session; what goes over the wire in between is ours. The container is told that the connection is over, so that it
 * frees what it holds for it.
 */
public final class FastUpgradeHandler extends TyrusHttpUpgradeHandler {
    private static final System.Logger LOG = System.getLogger(FastUpgradeHandler.class.getName());

    private WebSocketEngine.@Nullable UpgradeInfo upgrade;
    private @Nullable WireChoice choice;

    void prepare(WireChoice theChoice) {
        choice = theChoice;
    }

    @Override
    public void preInit(WebSocketEngine.UpgradeInfo info, Writer containers, boolean authenticated) {
        upgrade = info;
    }

    @Override
    public void init(WebConnection connection) {
        WebSocketEngine.UpgradeInfo info = upgrade;
        WireChoice chosen = choice;
        if (info == null || chosen == null) {
            throw new IllegalStateException("not prepared");
        }
        try {
            byte[] early = early(connection.getInputStream());
            SocketConnection socket = chosen.takeSocket();
            socket.open();
            Connection session = info.createConnection(new CloseOnlyWriter(socket), reason -> {});
            socket.begin(early, () -> session.close(new CloseReason(CloseReason.CloseCodes.CLOSED_ABNORMALLY, "")));
        } catch (IOException e) {
            LOG.log(System.Logger.Level.DEBUG, "a client went before its connection was taken over: {0}", e.toString());
        } finally {
            closeQuietly(connection);
        }
    }

    /** What the client sent right behind its handshake. */
    private static byte[] early(InputStream input) throws IOException {
        int available = input.available();
        return available > 0 ? input.readNBytes(available) : new byte[0];
    }

    private static void closeQuietly(WebConnection connection) {
        try {
            connection.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.DEBUG, "the container could not close what it no longer has", e);
        }
    }

    @Override
    public void onDataAvailable() {
        // The container reads nothing any more.
    }

    @Override
    public void onAllDataRead() {
        // The container reads nothing any more.
    }

    @Override
    public void onError(Throwable failure) {
        // What the container's side of it meets does not matter any more.
    }

    @Override
    public void destroy() {
        // The connection lives on.
    }

    @Override
    public void sessionDestroyed() {
        // A message connection does not end with an HTTP session.
    }
}
