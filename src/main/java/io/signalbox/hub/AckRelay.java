package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.protocol.AckLevel;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import org.jspecify.annotations.Nullable;

/**
 * Brings the acknowledgement of a message to the node that waits for it (hazard H34). The message names that node in
 * {@code receiver_node}, which no client can set; a message that names none costs the look at that field. Never blocks;
 * safe from any thread.
 */
final class AckRelay {
    private final String nodeId;
    private final NodeLinks links;
    private final MessageTrail trail;
    private volatile Attempts.AckListener listener = (by, sender, messageId) -> {};

    AckRelay(String nodeId, NodeLinks links, MessageTrail trail) {
        this.nodeId = nodeId;
        this.links = links;
        this.trail = trail;
    }

    String nodeId() {
        return nodeId;
    }

    void onAcknowledged(Attempts.AckListener waiting) {
        listener = waiting;
    }

    /** A device of the user {@code by} acknowledged a message that it had in its inbox until now. */
    void acknowledged(UserKey by, Message message) {
        trail.acknowledged(by, message);
        String waiting = message.receiverNode();
        String sender = message.sender();
        if (waiting == null || sender == null) {
            return;
        }
        if (waiting.equals(nodeId)) {
            tell(by, sender, message.messageId());
        } else {
            String ack =
                    HubReplies.ack(AckLevel.DELIVERED, message, by.userId()).json();
            links.toNode(waiting, new LinkMessage.Acknowledged(by, sender, ack));
        }
    }

    /** The same from another node. */
    void arrived(LinkMessage.Acknowledged ack) {
        tell(ack.by(), ack.sender(), ((Message) JsonCodec.decode(ack.json())).messageId());
    }

    private void tell(UserKey by, String sender, @Nullable String messageId) {
        if (messageId != null) {
            listener.acknowledged(by, sender, messageId);
        }
    }
}
