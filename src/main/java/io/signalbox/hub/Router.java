package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.AckLevel;
import io.signalbox.protocol.BinaryMessage;
import io.signalbox.protocol.EncodedMessage;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Outgoing;
import io.signalbox.transport.OutboundFrame;
import java.time.Clock;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a message goes: receiver, else groups, else broadcast. One sender's messages come one after the other,
 * on the loop that read them as long as nothing has to be waited for, else on the sender's strand.
 */
final class Router {
    private final String nodeId;
    private final LocalDelivery local;
    private final Directory directory;
    private final NodeLinks links;
    private final Inbox inbox;
    private final GroupSends groups;
    private final Metrics metrics;
    private final Clock clock;
    private final MessageIds ids = new MessageIds();

    Router(
            String nodeId,
            LocalDelivery local,
            Directory directory,
            NodeLinks links,
            Inbox inbox,
            GroupSends groups,
            Metrics metrics,
            Clock clock) {
        this.nodeId = nodeId;
        this.local = local;
        this.directory = directory;
        this.links = links;
        this.inbox = inbox;
        this.groups = groups;
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
        String receiver = message.receiver();
        if (receiver != null) {
            return toUser(from, new UserKey(from.identity().user().tenant(), receiver), message, mayWait);
        }
        boolean toGroups = !message.groupIds().isEmpty();
        if (!mayWait && (toGroups && message.requireAck() || !directory.onlyHere())) {
            // A link to another node may wait for room.
            return Routed.MUST_WAIT;
        }
        if (toGroups) {
            return toGroups(from, message);
        } else if (message.broadcastGlobal()) {
            toApp(from, message);
        } else {
            throw noTarget(message);
        }
        return Routed.HANDED_ON;
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
            return local.toUser(user, envelope.receiverClient(), outgoing) > 0 ? Routed.HANDED_ON : Routed.ABSENT;
        }
        if (!envelope.groupIds().isEmpty()) {
            groups.checkMember(sender, envelope);
            local.toGroups(sender.tenant(), envelope.groupIds(), outgoing, from);
        } else if (envelope.broadcastGlobal()) {
            local.toApp(sender.tenant().appId(), outgoing, from);
        } else {
            throw noTarget(envelope);
        }
        return Routed.HANDED_ON;
    }

    /** An id for a message whose sender gave none. */
    String newMessageId() {
        return ids.next();
    }

    /** A device of {@code user} acknowledges an inbox entry: it is removed and its sender is told. */
    void acknowledge(UserKey user, Message ack) {
        inbox.acknowledge(user, ack.seq(), ack.messageId()).ifPresent(message -> {
            metrics.count(Count.MESSAGES_ACKNOWLEDGED);
            String sender = message.sender();
            if (sender != null && message.requireAck()) {
                UserKey to = new UserKey(user.tenant(), sender);
                deliver(to, null, HubReplies.ack(AckLevel.DELIVERED, message, user.userId()), false);
            }
        });
    }

    /** Stores a message for a user and tells the connections that the user has by now. */
    void store(UserKey user, Message message, EncodedMessage encoded) {
        long seq = inbox.append(user, message);
        metrics.count(Count.MESSAGES_STORED);
        // The user may have connected, here or elsewhere, while the message was being stored.
        local.toInbox(user, seq, message, encoded);
        for (String node : directory.nodesOf(user)) {
            if (!node.equals(nodeId)) {
                links.toNode(node, new LinkMessage.ToInbox(user, seq, encoded.live()));
            }
        }
    }

    /** A message of the hub's own: to the user's connections, else into the inbox. Waits. */
    void tell(UserKey user, Message message) {
        if (!deliver(user, null, Parcel.of(message), true)) {
            store(user, message, JsonCodec.encode(message));
        }
    }

    /** Hands an untracked message of the application to members of its groups on other nodes. */
    void toMembersElsewhere(Tenant tenant, Message message) {
        if (!directory.onlyHere()) {
            String json = JsonCodec.encode(message).live();
            links.toOthers(new LinkMessage.ToGroups(tenant, message.groupIds(), json));
        }
    }

    private Routed toUser(ClientSession from, UserKey user, Message message, boolean mayWait) {
        boolean onlyHere = directory.onlyHere();
        if (!mayWait && (message.requireAck() || !onlyHere)) {
            return Routed.MUST_WAIT;
        }
        if (!message.requireAck()) {
            String client = message.receiverClient();
            boolean keep = message.type().storable() && client == null;
            if (onlyHere ? here(from, user, client, message) : deliver(user, client, parcel(from, message), keep)) {
                return Routed.HANDED_ON;
            }
            if (!keep) {
                return Routed.ABSENT;
            }
        }
        return mayWait ? stored(from, user, message) : Routed.MUST_WAIT;
    }

    /** Encodes only when somebody is there. @return whether a connection of the user took it */
    private boolean here(ClientSession from, UserKey user, @Nullable String client, Message message) {
        Outgoing outgoing = null;
        boolean taken = false;
        for (ClientSession session : local.of(user)) {
            if (LocalDelivery.isMeant(session, client)) {
                outgoing = outgoing == null ? parcel(from, message).outgoing() : outgoing;
                taken |= session.send(outgoing);
            }
        }
        return taken;
    }

    private Routed stored(ClientSession from, UserKey user, Message message) {
        Message stamped = from.stamp().on(message, ids.next(), clock.instant());
        store(user, stamped, JsonCodec.encode(stamped));
        from.send(HubReplies.ack(AckLevel.STORED, stamped, user.userId()).outgoing());
        return Routed.STORED;
    }

    private Parcel parcel(ClientSession from, Message message) {
        Instant now = clock.instant();
        String id = message.messageId() == null ? ids.next() : null;
        return new Parcel(message, from.stamp().encode(message, id, now), now);
    }

    /** @return whether a connection of the user took it, or another node has it */
    private boolean deliver(UserKey user, @Nullable String clientId, Parcel parcel, boolean keepIfAbsent) {
        boolean taken = local.toUser(user, clientId, parcel.outgoing()) > 0;
        Set<String> others = new HashSet<>(directory.nodesOf(user));
        others.remove(nodeId);
        for (String node : others) {
            boolean onlyPlace = !taken && others.size() == 1;
            links.toNode(node, new LinkMessage.ToUser(user, clientId, parcel.json(), keepIfAbsent && onlyPlace));
        }
        return taken || !others.isEmpty();
    }

    private Routed toGroups(ClientSession from, Message message) {
        UserKey sender = from.identity().user();
        groups.checkMember(sender, message);
        if (message.requireAck()) {
            groups.tracked(from, from.stamp().on(message, ids.next(), clock.instant()), this::store);
            return Routed.STORED;
        }
        Parcel parcel = parcel(from, message);
        local.toGroups(sender.tenant(), message.groupIds(), parcel.outgoing(), from);
        if (!directory.onlyHere()) {
            links.toOthers(new LinkMessage.ToGroups(sender.tenant(), message.groupIds(), parcel.json()));
        }
        return Routed.HANDED_ON;
    }

    private static ProtocolException noTarget(Message message) {
        return new ProtocolException(
                ErrorCode.TARGET_MISSING, "set receiver, group_ids or broadcast_type", message.messageId());
    }

    private void toApp(ClientSession from, Message message) {
        String app = from.identity().user().tenant().appId();
        Parcel parcel = parcel(from, message);
        local.toApp(app, parcel.outgoing(), from);
        if (!directory.onlyHere()) {
            links.toOthers(new LinkMessage.ToApp(app, parcel.json()));
        }
        accepted(from, message);
    }

    private static void accepted(ClientSession from, Message message) {
        if (message.requireAck()) {
            from.send(HubReplies.ack(AckLevel.ACCEPTED, message, null).outgoing());
        }
    }
}
