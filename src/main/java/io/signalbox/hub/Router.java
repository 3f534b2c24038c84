package io.signalbox.hub;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.AckLevel;
import io.signalbox.protocol.BinaryMessage;
import io.signalbox.protocol.Category;
import io.signalbox.protocol.EncodedMessage;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Outgoing;
import io.signalbox.transport.OutboundFrame;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a message goes: see {@link DeliveryMode}. One sender's messages come one after the other,
 * on the loop that read them as long as nothing has to be waited for, else on the sender's strand.
 */
final class Router {
    private final String nodeId;
    private final LocalDelivery local;
    private final Directory directory;
    private final NodeLinks links;
    private final Storage storage;
    private final GroupSends groups;
    private final TrafficCopies copies;
    private final Echo echo;
    private final AckRelay relay;
    private final Metrics metrics;
    private final Clock clock;
    private final MessageIds ids = new MessageIds();

    /** @param echo whether a user's other devices see what one of them sends */
    Router(
            String nodeId,
            LocalDelivery local,
            HubPorts ports,
            GroupSends groups,
            TrafficCopies copies,
            boolean echo,
            Metrics metrics,
            Clock clock) {
        this.nodeId = nodeId;
        this.local = local;
        this.directory = ports.directory();
        this.links = ports.links();
        this.storage = new Storage(nodeId, ports, local, metrics);
        this.groups = groups;
        this.copies = copies;
        this.echo = new Echo(echo, nodeId, local, directory, links);
        this.relay = new AckRelay(nodeId, links, local.reports().trail());
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Routes what a connection sent: gives it the sender's stamp and hands it on.
     *
     * @param mayWait whether the caller may block; if not, nothing is done that would have to
     * @throws ProtocolException when it has no target or the sender may not reach it
     * @throws InboxUnavailableException when it had to be stored and was not
     */
    Routed route(ClientSession from, Message message, boolean mayWait) {
        Routed routed = attempt(from, message, mayWait);
        return routed == Routed.MUST_WAIT && mayWait ? Stages.await(stored(from, message, Stages.HERE)) : routed;
    }

    /**
     * The same for a caller that may wait for the cluster; what has to be stored is under way when this returns.
     *
     * @param then where to go on when the inbox has answered, which may block
     */
    CompletableFuture<Routed> start(ClientSession from, Message message, Executor then) {
        Routed routed = attempt(from, message, true);
        return routed == Routed.MUST_WAIT ? stored(from, message, then) : CompletableFuture.completedFuture(routed);
    }

    /** @return {@link Routed#MUST_WAIT} also when the caller may wait: for what has to be stored */
    private Routed attempt(ClientSession from, Message message, boolean mayWait) {
        String receiver = message.receiver();
        if (receiver != null) {
            return toUser(from, new UserKey(from.identity().user().tenant(), receiver), message, mayWait);
        }
        DeliveryMode mode = DeliveryMode.of(message);
        if (mode == null) {
            throw noTarget(message);
        }
        if (mode == DeliveryMode.GROUP_RELIABLE || !mayWait && !directory.onlyHere()) {
            // A link to another node may wait for room.
            return Routed.MUST_WAIT;
        }
        return switch (mode) {
            case GROUP_BROADCAST -> toGroups(from, message);
            case NAMESPACE -> toNamespace(from, message);
            default -> toApp(from, message);
        };
    }

    /**
     * Hands on what the application sends to one user. May block.
     *
     * @param stamped with its sender and the receiver
     * @throws InboxUnavailableException when it had to be stored and was not
     * @throws InboxFullException in the same case
     * @throws DirectoryUnavailableException when it is not known where the user is
     */
    Routed send(Origin from, UserKey user, Message stamped) {
        Parcel parcel = new Parcel(stamped, JsonCodec.encode(stamped), clock.instant());
        boolean keep = DeliveryRules.kept(stamped);
        if (!DeliveryRules.storedFirst(stamped)) {
            if (deliver(user, stamped.receiverClient(), parcel, keep)) {
                handedOn(from, user, parcel);
                return Routed.HANDED_ON;
            }
            if (!keep) {
                return Routed.ABSENT;
            }
        }
        sendStored(from, user, stamped, parcel);
        return Routed.STORED;
    }

    /** The same for what goes to the inbox. @return its position there */
    long sendStored(Origin from, UserKey user, Message stamped) {
        return sendStored(from, user, stamped, new Parcel(stamped, JsonCodec.encode(stamped), clock.instant()));
    }

    @CanIgnoreReturnValue
    private long sendStored(Origin from, UserKey user, Message stamped, Parcel parcel) {
        long seq = store(user, stamped, parcel.encoded());
        handedOn(from, user, parcel);
        return seq;
    }

    /** Brings acknowledgements to whoever waits for them in the application. */
    AckRelay relay() {
        return relay;
    }

    /**
     * Routes a binary message to the connections that are there, here and now: other nodes are not reached yet.
     *
     * @throws ProtocolException when it has no target or the sender may not reach it
     */
    Routed route(ClientSession from, BinaryMessage binary) {
        Message envelope = from.stamp().on(binary.envelope(), ids.next(), clock.instant());
        byte[] bytes = new BinaryMessage(envelope, binary.payload()).encode();
        Outgoing outgoing = Outgoing.of(envelope, OutboundFrame.binary(bytes), clock.millis());
        UserKey sender = from.identity().user();
        String receiver = envelope.receiver();
        if (receiver != null) {
            UserKey user = new UserKey(sender.tenant(), receiver);
            if (local.toUser(user, envelope.receiverClient(), outgoing) == 0) {
                return Routed.ABSENT;
            }
            echo.show(from, user, envelope.type(), outgoing);
        } else if (!envelope.groupIds().isEmpty()) {
            groups.checkMember(sender, envelope, envelope.groupIds());
            local.toGroups(sender.tenant(), envelope.groupIds(), outgoing, from);
        } else if (envelope.broadcastGlobal()) {
            local.toApp(sender.tenant().appId(), outgoing, from);
        } else {
            throw noTarget(envelope);
        }
        if (isCopied(envelope.type())) {
            copies.copy(sender.tenant(), envelope);
        }
        return Routed.HANDED_ON;
    }

    /** An observer may want a copy of what was handed on. @param tenant of its sender */
    void copy(Tenant tenant, Parcel parcel) {
        if (isCopied(parcel.type())) {
            copies.copy(tenant, parcel.stamped());
        }
    }

    /** The same of what went to some of all. @param receives whether a connection is among them */
    void copy(Tenant tenant, Parcel parcel, Predicate<ClientSession> receives) {
        if (isCopied(parcel.type())) {
            copies.copy(tenant, parcel.stamped(), receives);
        }
    }

    /** An id for a message whose sender gave none. */
    String newMessageId() {
        return ids.next();
    }

    /** A device of {@code user} acknowledged a message, as the first of them: its sender is told. May block. */
    void delivered(UserKey user, Message message) {
        relay.acknowledged(user, message);
        String sender = message.sender();
        boolean ofApplication = Origin.SYSTEM.equals(message.senderType());
        if (sender != null && message.requireAck() && !ofApplication) {
            UserKey to = new UserKey(user.tenant(), sender);
            deliver(to, null, HubReplies.ack(AckLevel.DELIVERED, message, user.userId()), false);
        }
    }

    /** Stores a message for a user and tells the connections that the user has by now. Waits. @return its position */
    @CanIgnoreReturnValue
    long store(UserKey user, Message message, EncodedMessage encoded) {
        return Stages.await(storage.store(user, message, encoded, Stages.HERE)).seq();
    }

    /** The way into the inboxes. */
    Storage storage() {
        return storage;
    }

    /** A message of the hub's own: to the user's connections, else into the inbox. Waits. */
    void tell(UserKey user, Message message) {
        Parcel parcel = Parcel.of(message);
        if (!deliver(user, null, parcel, true)) {
            store(user, message, parcel.encoded());
        }
    }

    private Routed toUser(ClientSession from, UserKey user, Message message, boolean mayWait) {
        boolean onlyHere = directory.onlyHere();
        if (DeliveryRules.storedFirst(message) || !mayWait && !onlyHere) {
            return Routed.MUST_WAIT;
        }
        boolean keep = DeliveryRules.kept(message);
        Parcel taken = onlyHere ? here(from, user, message) : anywhere(from, user, message, keep);
        if (taken != null) {
            handedOn(from, user, taken);
            return Routed.HANDED_ON;
        }
        return keep ? Routed.MUST_WAIT : Routed.ABSENT;
    }

    /** Encodes only when somebody is there. @return what a connection of the user took, null when none did */
    private @Nullable Parcel here(ClientSession from, UserKey user, Message message) {
        Parcel parcel = null;
        boolean taken = false;
        for (ClientSession session : local.of(user)) {
            if (LocalDelivery.isMeant(session, message.receiverClient())) {
                parcel = parcel == null ? parcel(from, message) : parcel;
                taken |= session.send(parcel.outgoing());
            }
        }
        return taken ? parcel : null;
    }

    private @Nullable Parcel anywhere(ClientSession from, UserKey user, Message message, boolean keep) {
        Parcel parcel = parcel(from, message);
        return deliver(user, message.receiverClient(), parcel, keep) ? parcel : null;
    }

    private CompletableFuture<Routed> stored(ClientSession from, Message message, Executor then) {
        String receiver = message.receiver();
        if (receiver == null) {
            return tracked(from, message, then);
        }
        UserKey user = new UserKey(from.identity().user().tenant(), receiver);
        Instant now = clock.instant();
        Message stamped = from.stamp().on(message, ids.next(), now);
        EncodedMessage encoded = JsonCodec.encode(stamped);
        return storage.store(user, stamped, encoded, then).thenApply(stored -> {
            from.send(HubReplies.ack(AckLevel.STORED, stamped, user.userId()).outgoing());
            handedOn(from, user, new Parcel(stamped, encoded, now));
            return Routed.STORED;
        });
    }

    /** One user has it: the sender's other devices and the observers get their copies. */
    private void handedOn(ClientSession from, UserKey receiver, Parcel parcel) {
        UserKey sender = from.identity().user();
        echo.show(sender, from, receiver, parcel);
        copy(sender.tenant(), parcel);
    }

    private void handedOn(Origin from, UserKey receiver, Parcel parcel) {
        if (!from.isApplication()) {
            echo.show(from.user(), null, receiver, parcel);
        }
        copy(receiver.tenant(), parcel);
    }

    /** What says something about the moment is nobody else's business; what the hub says itself never comes here. */
    private boolean isCopied(MessageType type) {
        return copies.wanted() && type.category() != Category.STATUS;
    }

    private Parcel parcel(ClientSession from, Message message) {
        Instant now = clock.instant();
        String id = message.messageId() == null ? ids.next() : null;
        return new Parcel(message, from.stamp().encode(message, id, now), now);
    }

    /** @return whether a connection of the user took it, or another node has it */
    private boolean deliver(UserKey user, @Nullable String clientId, Parcel parcel, boolean keepIfAbsent) {
        // Asked first: when it does not answer, nobody has the message, and it can be sent again.
        Set<String> others = new HashSet<>(directory.nodesOf(user));
        others.remove(nodeId);
        boolean taken = local.toUser(user, clientId, parcel.outgoing()) > 0;
        for (String node : others) {
            boolean onlyPlace = !taken && others.size() == 1;
            links.toNode(node, new LinkMessage.ToUser(user, clientId, parcel.json(), keepIfAbsent && onlyPlace));
        }
        return taken || !others.isEmpty();
    }

    private Routed toGroups(ClientSession from, Message message) {
        UserKey sender = from.identity().user();
        List<String> to = DeliveryMode.groups(message);
        groups.checkMember(sender, message, to);
        Parcel parcel = parcel(from, message);
        local.toGroups(sender.tenant(), to, parcel.outgoing(), from);
        if (!directory.onlyHere()) {
            links.toOthers(new LinkMessage.ToGroups(sender.tenant(), to, null, parcel.json()));
        }
        return handedOnToMany(from, message, parcel);
    }

    private CompletableFuture<Routed> tracked(ClientSession from, Message message, Executor then) {
        UserKey sender = from.identity().user();
        List<String> to = DeliveryMode.groups(message);
        groups.checkMember(sender, message, to);
        Message stamped = from.stamp().on(message, ids.next(), clock.instant());
        return groups.tracked(from, stamped, to, storage, then).thenApply(receipt -> {
            Parcel parcel = Parcel.of(stamped);
            if (!directory.onlyHere()) {
                links.toOthers(new LinkMessage.ToGroups(sender.tenant(), to, sender.userId(), parcel.json()));
            }
            copy(sender.tenant(), parcel);
            return Routed.STORED;
        });
    }

    private static ProtocolException noTarget(Message message) {
        return new ProtocolException(
                ErrorCode.TARGET_MISSING, "set receiver, group_ids, namespace or broadcast_type", message.messageId());
    }

    /** To the sender's own namespace: no client reaches another one by naming it (contract M26). */
    private Routed toNamespace(ClientSession from, Message message) {
        Tenant tenant = from.identity().user().tenant();
        if (!tenant.namespace().equals(message.namespace())) {
            throw new ProtocolException(
                    ErrorCode.NAMESPACE_DENIED,
                    "namespace '" + message.namespace() + "' is not that of this connection",
                    message.messageId());
        }
        Parcel parcel = parcel(from, message);
        local.toNamespace(tenant, parcel.outgoing(), from);
        if (!directory.onlyHere()) {
            links.toOthers(new LinkMessage.ToNamespace(tenant, parcel.json()));
        }
        // By the mode, and not by what the message says besides: it may say global too.
        copy(tenant, parcel, session -> session.identity().user().tenant().equals(tenant));
        return accepted(from, message);
    }

    private Routed toApp(ClientSession from, Message message) {
        String app = from.identity().user().tenant().appId();
        Parcel parcel = parcel(from, message);
        local.toApp(app, parcel.outgoing(), from);
        if (!directory.onlyHere()) {
            links.toOthers(new LinkMessage.ToApp(app, parcel.json()));
        }
        return handedOnToMany(from, message, parcel);
    }

    private Routed handedOnToMany(ClientSession from, Message message, Parcel parcel) {
        copy(from.identity().user().tenant(), parcel);
        return accepted(from, message);
    }

    private static Routed accepted(ClientSession from, Message message) {
        if (message.requireAck()) {
            from.send(HubReplies.ack(AckLevel.ACCEPTED, message, null).outgoing());
        }
        return Routed.HANDED_ON;
    }
}
