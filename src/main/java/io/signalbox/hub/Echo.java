package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.protocol.Category;
import io.signalbox.protocol.MessageType;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Outgoing;
import org.jspecify.annotations.Nullable;

/**
 * Shows a user's other devices, on all nodes, what one of them sent to somebody (contract M07). Not what says something
 * about the moment (status types but {@code read}, which all of them need to know), and not what the user sent to itself: that comes to all devices anyway. Nothing is
 * stored for a device that is away. Safe from any thread.
 */
final class Echo {
    private static final System.Logger LOG = System.getLogger(Echo.class.getName());

    private final boolean on;
    private final String nodeId;
    private final LocalDelivery local;
    private final Directory directory;
    private final NodeLinks links;

    Echo(boolean on, String nodeId, LocalDelivery local, Directory directory, NodeLinks links) {
        this.on = on;
        this.nodeId = nodeId;
        this.local = local;
        this.directory = directory;
        this.links = links;
    }

    /**
     * A message was handed on. May wait for the directory when there are other nodes.
     *
     * @param from the connection it came from, which knows it; null when it came from none
     */
    void show(UserKey sender, @Nullable ClientSession from, UserKey receiver, Parcel parcel) {
        if (!isShown(sender, receiver, parcel.type())) {
            return;
        }
        for (ClientSession other : local.of(sender)) {
            if (other != from) {
                other.send(parcel.outgoing());
            }
        }
        if (!directory.onlyHere()) {
            elsewhere(sender, parcel);
        }
    }

    /** The same for what is not encoded as text, on this node. */
    void show(ClientSession from, UserKey receiver, MessageType type, Outgoing outgoing) {
        UserKey sender = from.identity().user();
        if (isShown(sender, receiver, type)) {
            for (ClientSession other : local.of(sender)) {
                if (other != from) {
                    other.send(outgoing);
                }
            }
        }
    }

    private boolean isShown(UserKey sender, UserKey receiver, MessageType type) {
        boolean lasts = type.category() != Category.STATUS || type == MessageType.READ;
        return on && lasts && !sender.equals(receiver);
    }

    private void elsewhere(UserKey sender, Parcel parcel) {
        try {
            for (String node : directory.nodesOf(sender)) {
                if (!node.equals(nodeId)) {
                    links.toNode(node, new LinkMessage.ToUser(sender, null, parcel.json(), false));
                }
            }
        } catch (DirectoryUnavailableException e) {
            // Its receiver has it: that the sender's other devices miss a copy is no reason to send it again.
            LOG.log(System.Logger.Level.DEBUG, "not shown to other nodes: user={0}: {1}", sender, e.getMessage());
        }
    }
}
