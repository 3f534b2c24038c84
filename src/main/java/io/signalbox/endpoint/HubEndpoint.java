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
        session.setMaxIdleTimeout(settings.idleTimeout().toMillis());
        if (!(session.getUserPrincipal() instanceof HandshakePrincipal principal)) {
            throw new IllegalStateException("the admission filter did not see this handshake");
        }
        HandshakeAttributes handshake = principal.attributes();
        io.signalbox.transport.SocketWire sw = principal.wire().wire();
        Wire portable = sw == null ? new PortableWire(session) : new Adapter(sw);
        attributes = handshake;
        wire = portable;
        if (sw != null) {
            TextHandler th = new TextHandler();
            sw.receiver(new io.signalbox.transport.Inbound() {
                @Override
                public void text(byte[] utf8, int offset, int length) {
                    th.onMessage(new String(utf8, offset, length, java.nio.charset.StandardCharsets.UTF_8));
                }

                @Override
                public void binary(byte[] bytes, int offset, int length) {}

                @Override
                public void alive() {}

                @Override
                public void ended(io.signalbox.transport.Ending ending) {
                    HubEndpoint.this.ended();
                    LOG.log(System.Logger.Level.DEBUG, "{0}", ending);
                }
            });
        }
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

    private static final class Adapter implements Wire, io.signalbox.transport.FrameSource {
        final io.signalbox.transport.SocketWire sw;
        final java.util.Queue<Object[]> q = new java.util.concurrent.ConcurrentLinkedQueue<>();
        final java.util.Queue<Object[]> taken = new java.util.concurrent.ConcurrentLinkedQueue<>();

        Adapter(io.signalbox.transport.SocketWire sw) {
            this.sw = sw;
            sw.attach(this);
        }

        @Override
        public void send(String text, Completion done) {
            q.add(new Object[] {io.signalbox.transport.OutboundFrame.text(text), done});
            sw.wake();
        }

        @Override
        public void close(int code, String reason) {
            sw.close(code, reason);
        }

        @Override
        public io.signalbox.transport.@Nullable OutboundFrame next() {
            Object[] o = q.poll();
            if (o == null) return null;
            taken.add(o);
            return (io.signalbox.transport.OutboundFrame) o[0];
        }

        @Override
        public void written(int frames) {
            for (int i = 0; i < frames; i++) {
                ((Completion) taken.poll()[1]).sent(true);
            }
        }

        @Override
        public void lost() {}
    }
}
