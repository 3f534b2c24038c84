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
import io.signalbox.session.Disconnect;
import io.signalbox.session.SessionSettings;
import io.signalbox.session.Traffic;
import io.signalbox.transport.Ending;
import io.signalbox.transport.Inbound;
import io.signalbox.transport.PerMessageDeflate;
import io.signalbox.transport.SocketWire;
import io.signalbox.transport.Wire;
import io.signalbox.transport.WireChoice;
import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
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
    private final UnnamedConnections unnamed;
    private @Nullable HandshakeAttributes attributes;
    private @Nullable Wire wire;
    private ConnectionSlots.@Nullable Slot slot;
    private volatile @Nullable ClientSession client;
    private NodeScheduler.@Nullable Task registrationTimeout;

    HubEndpoint(Hub hub, SessionSettings settings, NodeScheduler scheduler, UnnamedConnections unnamed) {
        this.hub = hub;
        this.settings = settings;
        this.scheduler = scheduler;
        this.unnamed = unnamed;
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        if (session.getUserPrincipal() instanceof HealthPrincipal asked) {
            wire(session, asked.wire()).close(CloseCode.NORMAL.code(), CloseCode.NORMAL.reason());
            return;
        }
        if (!(session.getUserPrincipal() instanceof HandshakePrincipal principal)) {
            throw new IllegalStateException("the admission filter did not see this handshake");
        }
        HandshakeAttributes handshake = principal.attributes();
        Wire chosen = wire(session, principal.wire());
        if (!principal.slot().opened()) {
            chosen.close(CloseCode.TRY_AGAIN_LATER.code(), CloseCode.TRY_AGAIN_LATER.reason());
            return;
        }
        slot = principal.slot();
        attributes = handshake;
        wire = chosen;
        if (handshake.awaitsRegistration()) {
            unnamed.add(chosen);
            registrationTimeout = scheduler.after(settings.registrationTimeout(), () -> {
                if (client == null) {
                    close(CloseCode.REGISTRATION_TIMEOUT);
                }
            });
        } else {
            opened(hub.open(handshake.identity(), chosen, handshake.resume()));
        }
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        int code = reason.getCloseCode().getCode();
        ended(
                code == Disconnect.NO_CLOSE_FRAME
                        ? Disconnect.broken(Disconnect.Reason.READ_ERROR, "connection lost")
                        : Disconnect.byClient(code, reason.getReasonPhrase()));
        LOG.log(System.Logger.Level.DEBUG, "connection ended: session={0} code={1}", session.getId(), code);
    }

    @Override
    public void onError(Session session, Throwable failure) {
        LOG.log(System.Logger.Level.DEBUG, "connection failed: session={0}: {1}", session.getId(), failure.toString());
    }

    /**
     * The wire of this connection, with us as its reader. No idle time is set on the container's session: the heartbeat
     * looks after silent clients, and a timer of Tyrus would now and then close new ones (docs/decisions/0010).
     */
    private Wire wire(Session session, WireChoice choice) {
        SocketWire own = choice.wire();
        Incoming incoming = new Incoming();
        if (own != null) {
            own.receiver(incoming, PerMessageDeflate.negotiated(session));
            return own;
        }
        session.setMaxTextMessageBufferSize(Limits.MAX_MESSAGE_BYTES);
        session.setMaxBinaryMessageBufferSize(Limits.MAX_MESSAGE_BYTES);
        session.addMessageHandler(
                String.class, text -> fromContainer(text.getBytes(StandardCharsets.UTF_8), incoming::text));
        session.addMessageHandler(ByteBuffer.class, bytes -> fromContainer(remaining(bytes), incoming::binary));
        session.addMessageHandler(PongMessage.class, pong -> fromContainer(pong, incoming));
        return new PortableWire(session);
    }

    /** The hub may have closed it again before we knew it, and then its end was told to nobody. */
    private void opened(ClientSession session) {
        client = session;
        if (!session.isOpen()) {
            hub.closed(session);
        }
    }

    private void ended(Disconnect how) {
        ConnectionSlots.Slot taken = slot;
        if (taken != null) {
            taken.release();
        }
        NodeScheduler.Task timeout = registrationTimeout;
        if (timeout != null) {
            timeout.cancel();
        }
        Wire gone = wire;
        if (gone != null) {
            unnamed.remove(gone);
        }
        ClientSession ended = client;
        if (ended != null) {
            hub.closed(ended, how);
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
                unnamed.remove(open);
                opened(hub.open(identity, open, handshake.resume(registration)));
                return;
            }
        } catch (ProtocolException | InvalidAttributeException e) {
            LOG.log(System.Logger.Level.DEBUG, "no registration: {0}", e.getMessage());
        }
        close(CloseCode.REGISTRATION_EXPECTED);
    }

    /** On the container's wire: Tyrus's own limit counts characters, and not those of a message in one frame. */
    private void fromContainer(byte[] message, Taker taker) {
        if (message.length > Limits.MAX_MESSAGE_BYTES) {
            ended(Disconnect.forProtocol(CloseCode.MESSAGE_TOO_BIG.code(), CloseCode.MESSAGE_TOO_BIG.reason()));
            close(CloseCode.MESSAGE_TOO_BIG);
        } else {
            taker.take(message, 0, message.length);
        }
    }

    private static void fromContainer(PongMessage pong, Inbound to) {
        ByteBuffer payload = pong.getApplicationData();
        if (payload.remaining() == Long.BYTES) {
            to.pong(payload.getLong(payload.position()));
        } else {
            to.alive();
        }
    }

    private static byte[] remaining(ByteBuffer bytes) {
        byte[] copy = new byte[bytes.remaining()];
        bytes.get(copy);
        return copy;
    }

    private static Disconnect disconnect(Ending ending) {
        return switch (ending.cause()) {
            case CLOSED_BY_PEER -> Disconnect.byClient(ending.code(), ending.reason());
            case PROTOCOL_ERROR -> Disconnect.forProtocol(ending.code(), ending.reason());
            case WRITE_FAILED -> Disconnect.broken(Disconnect.Reason.WRITE_ERROR, ending.reason());
            case END_OF_STREAM, READ_FAILED -> Disconnect.broken(Disconnect.Reason.READ_ERROR, ending.reason());
            case CLOSED_BY_US, ABORTED -> Disconnect.broken(Disconnect.Reason.UNKNOWN, ending.reason());
        };
    }

    /** What arrives, on the loop of a wire of ours or on a thread of the container. */
    private final class Incoming implements Inbound {
        @Override
        public void text(byte[] utf8, int offset, int length) {
            ClientSession open = client;
            if (open == null) {
                register(new String(utf8, offset, length, StandardCharsets.UTF_8));
            } else {
                hub.receive(open, utf8, offset, length);
            }
        }

        @Override
        public void binary(byte[] bytes, int offset, int length) {
            ClientSession open = client;
            if (open == null) {
                close(CloseCode.REGISTRATION_EXPECTED);
            } else {
                hub.receiveBinary(open, ByteBuffer.wrap(bytes, offset, length));
            }
        }

        @Override
        public void alive() {
            ClientSession open = client;
            if (open != null) {
                open.touch();
            }
        }

        @Override
        public void pong(long number) {
            ClientSession open = client;
            if (open != null) {
                open.touch();
                Traffic traffic = open.traffic();
                if (traffic != null) {
                    traffic.answered(number);
                }
            }
        }

        @Override
        public void ended(Ending ending) {
            HubEndpoint.this.ended(disconnect(ending));
        }
    }

    /** Takes a whole message. */
    @FunctionalInterface
    private interface Taker {
        void take(byte[] message, int offset, int length);
    }
}
