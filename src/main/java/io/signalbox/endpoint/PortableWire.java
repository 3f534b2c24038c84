package io.signalbox.endpoint;

import io.signalbox.transport.Wire;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Session;
import java.io.IOException;

/** Writes through the container's asynchronous remote: works on any server, with TLS, and with HTTP/2. */
final class PortableWire implements Wire {
    private static final System.Logger LOG = System.getLogger(PortableWire.class.getName());

    private final Session session;

    PortableWire(Session session) {
        this.session = session;
    }

    @Override
    public void send(String text, Completion done) {
        try {
            session.getAsyncRemote().sendText(text, result -> done.sent(result.isOK()));
        } catch (IllegalStateException | IllegalArgumentException e) {
            // The session closed meanwhile: the container says so by throwing instead of by the handler.
            done.sent(false);
        }
    }

    @Override
    public void close(int code, String reason) {
        try {
            session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), reason));
        } catch (IOException | IllegalStateException e) {
            LOG.log(System.Logger.Level.DEBUG, "already closed: session={0}: {1}", session.getId(), e.getMessage());
        }
    }
}
