package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.AckLevel;
import io.signalbox.protocol.EncodedMessage;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.session.ClientSession;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Decides where a stamped message goes: receiver, else groups, else broadcast. Runs on strands, so it may wait for the
 * directory and the inbox; one sender's messages come one after the other.
 */
final class Router {
    private final String nodeId;
    private final LocalDelivery local;
    private final Directory directory;
    private final NodeLinks links;
    private final Inbox inbox;
    private final GroupStore groups;
    private final Metrics metrics;

    Router(
            String nodeId,
            LocalDelivery local,
            Directory directory,
            NodeLinks links,
            Inbox inbox,
            GroupStore groups,
            Metrics metrics) {
        this.nodeId = nodeId;
        this.local = local;
        this.directory = directory;
        this.links = links;
        this.inbox = inbox;
        this.groups = groups;
        this.metrics = metrics;
    }

    /**
     * Routes what a connection sent.
     *
     * @throws ProtocolException when it has no target or the sender may not reach it
     * @throws InboxUnavailableException when it had to be stored and was not
     */
    void route(ClientSession from, Message message) {
        String receiver = message.receiver();
        if (receiver != null) {
            toUser(from, new UserKey(from.identity().user().tenant(), receiver), message);
        } else if (!message.groupIds().isEmpty()) {
            toGroups(from, message);
        } else if (message.broadcastGlobal()) {
            toApp(from, message);
        } else {
            throw new ProtocolException(
                    ErrorCode.TARGET_MISSING, "set receiver, group_ids or broadcast_type", message.messageId());
        }
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

    private void toUser(ClientSession from, UserKey user, Message message) {
        EncodedMessage encoded = JsonCodec.encode(message);
        boolean keep = message.type().storable() && message.receiverClient() == null;
        Parcel parcel = new Parcel(message, encoded.live());
        if (message.requireAck() || (!deliver(user, message.receiverClient(), parcel, keep) && keep)) {
            store(user, message, encoded);
            from.send(HubReplies.ack(AckLevel.STORED, message, user.userId()).outgoing());
        }
    }

    /** @return whether a connection of the user took it, or another node has it */
    private boolean deliver(UserKey user, @Nullable String clientId, Parcel parcel, boolean keepIfAbsent) {
        boolean taken = local.toUser(user, clientId, parcel) > 0;
        Set<String> others = new HashSet<>(directory.nodesOf(user));
        others.remove(nodeId);
        for (String node : others) {
            boolean onlyPlace = !taken && others.size() == 1;
            links.toNode(node, new LinkMessage.ToUser(user, clientId, parcel.json(), keepIfAbsent && onlyPlace));
        }
        return taken || !others.isEmpty();
    }

    private void toGroups(ClientSession from, Message message) {
        UserKey sender = from.identity().user();
        Set<String> mine = groups.groupsOf(sender);
        for (String group : message.groupIds()) {
            if (!mine.contains(group)) {
                throw new ProtocolException(
                        ErrorCode.GROUP_NOT_MEMBER, "not a member of group '" + group + "'", message.messageId());
            }
        }
        Parcel parcel = Parcel.of(message);
        local.toGroups(sender.tenant(), message.groupIds(), parcel, from);
        links.toOthers(new LinkMessage.ToGroups(sender.tenant(), message.groupIds(), parcel.json()));
        accepted(from, message);
    }

    private void toApp(ClientSession from, Message message) {
        String app = from.identity().user().tenant().appId();
        Parcel parcel = Parcel.of(message);
        local.toApp(app, parcel, from);
        links.toOthers(new LinkMessage.ToApp(app, parcel.json()));
        accepted(from, message);
    }

    private static void accepted(ClientSession from, Message message) {
        if (message.requireAck()) {
            from.send(HubReplies.ack(AckLevel.ACCEPTED, message, null).outgoing());
        }
    }
}
