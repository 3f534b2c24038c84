package io.signalbox.endpoint;

import io.signalbox.hub.Hub;
import io.signalbox.identity.HandshakeAttributes;
import io.signalbox.identity.Identity;
import io.signalbox.identity.InvalidAttributeException;
import io.signalbox.node.NodeScheduler;
import io.signalbox.protocol.CloseCode;
import io.signalbox.protocol.Frame;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Limits;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.session.ClientSession;
import io.signalbox.session.SessionSettings;
import io.signalbox.transport.Wire;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the hub, from its handshake to its end. The container calls it on one thread at a time; only the
 * registration timeout comes from another. Public because the container calls it by reflection.
 */
public final class HubEndpoint extends Endpoint {
    private static final System.Logger LOG = System.getLogger(HubEndpoint.class.getName());

    private final Hub hub;
    private final SessionSettings settings;
    private final NodeScheduler scheduler;
    private @Nullable HandshakeAttributes attributes;
    private @Nullable Wire wire;
    private ConnectionSlots.@Nullable Slot slot;
    private volatile @Nullable ClientSession client;
    private NodeScheduler.@Nullable Task registrationTimeout;

    HubEndpoint(Hub hub, SessionSettings settings, NodeScheduler scheduler) {
        this.hub = hub;
        this.settings = settings;
        this.scheduler = scheduler;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.setMaxTextMessageBufferSize(Limits.MAX_MESSAGE_BYTES);
        session.setMaxBinaryMessageBufferSize(Limits.MAX_MESSAGE_BYTES);
        // No idle timeout of the container's: it costs a timer for each frame. The hub's heartbeat ends silent peers.
        if (!(session.getUserPrincipal() instanceof HandshakePrincipal principal)) {
            throw new IllegalStateException("the admission filter did not see this handshake");
        }
        HandshakeAttributes handshake = principal.attributes();
        PortableWire portable = new PortableWire(session);
        if (!principal.slot().opened()) {
            portable.close(CloseCode.TRY_AGAIN_LATER.code(), CloseCode.TRY_AGAIN_LATER.reason());
            return;
        }
        slot = principal.slot();
        attributes = handshake;
        wire = portable;
        session.addMessageHandler(String.class, new TextHandler());
        session.addMessageHandler(ByteBuffer.class, new BinaryHandler());
        if (handshake.awaitsRegistration()) {
            registrationTimeout = scheduler.after(settings.registrationTimeout(), () -> {
                if (client == null) {
                    close(CloseCode.REGISTRATION_TIMEOUT);
                }
            });
        } else {
            opened(hub.open(handshake.identity(), portable));
        }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        ended();
        LOG.log(
                System.Logger.Level.DEBUG,
                "connection ended: session={0} code={1}",
                session.getId(),
                reason.getCloseCode().getCode());
    }

    @Override
    public void onError(Session session, Throwable failure) {
        LOG.log(System.Logger.Level.DEBUG, "connection failed: session={0}: {1}", session.getId(), failure.toString());
    }

    /** The hub may have closed it again before we knew it, and then its end was told to nobody. */
    private void opened(ClientSession session) {
        client = session;
        if (!session.isOpen()) {
            hub.closed(session);
        }
    }

    private void ended() {
        ConnectionSlots.Slot taken = slot;
        if (taken != null) {
            taken.release();
        }
        NodeScheduler.Task timeout = registrationTimeout;
        if (timeout != null) {
            timeout.cancel();
        }
        ClientSession ended = client;
        if (ended != null) {
            hub.closed(ended);
        }
    }

    private void close(CloseCode code) {
        Wire open = wire;
        if (open != null) {
            open.close(code.code(), code.reason());
        }
    }

    /** The first frame of a connection that named nobody. */
    private void register(String text) {
        HandshakeAttributes handshake = attributes;
        Wire open = wire;
        if (handshake == null || open == null) {
            return;
        }
        try {
            if (JsonCodec.decode(text) instanceof Frame.Registration registration) {
                Identity identity = handshake.identity(registration);
                NodeScheduler.Task timeout = registrationTimeout;
                if (timeout != null) {
                    timeout.cancel();
                }
                opened(hub.open(identity, open));
                return;
            }
        } catch (ProtocolException | InvalidAttributeException e) {
            LOG.log(System.Logger.Level.DEBUG, "no registration: {0}", e.getMessage());
        }
        close(CloseCode.REGISTRATION_EXPECTED);
    }

    private final class TextHandler implements MessageHandler.Whole<String> {
        @Override
        public void onMessage(String text) {
            ClientSession open = client;
            if (open == null) {
                register(text);
            } else {
                hub.receive(open, text);
            }
        }
    }

    private final class BinaryHandler implements MessageHandler.Whole<ByteBuffer> {
        @Override
        public void onMessage(ByteBuffer bytes) {
            ClientSession open = client;
            if (open == null) {
                close(CloseCode.REGISTRATION_EXPECTED);
            } else {
                hub.receiveBinary(open);
            }
        }
    }
}
