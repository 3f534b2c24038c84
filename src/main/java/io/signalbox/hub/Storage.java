package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.EncodedMessage;
import io.signalbox.protocol.Message;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/** Puts messages into inboxes and then, not before, tells the connections of their users. Safe from any thread. */
final class Storage {
    private final String nodeId;
    private final Inbox inbox;
    private final LocalDelivery local;
    private final Directory directory;
    private final NodeLinks links;
    private final Metrics metrics;

    Storage(String nodeId, HubPorts ports, LocalDelivery local, Metrics metrics) {
        this.nodeId = nodeId;
        this.inbox = ports.inbox();
        this.local = local;
        this.directory = ports.directory();
        this.links = ports.links();
        this.metrics = metrics;
    }

    /**
     * Stores a message for one user and tells the connections that the user has by then.
     *
     * @param then where the telling happens, which may block; {@link Stages#HERE} to wait
     * @return fails with {@link InboxFullException}, {@link InboxUnavailableException}, or {@link
     *     DirectoryUnavailableException}: then it is stored, but other nodes could not be told
     */
    CompletableFuture<Appended> store(UserKey user, Message message, EncodedMessage encoded, Executor then) {
        return Stages.then(append(List.of(user), message, encoded), then, results -> {
            Appended appended = results.get(0);
            if (appended.isFull()) {
                throw new InboxFullException(user);
            }
            tell(appended, message, encoded);
            return appended;
        });
    }

    /** Stores a message for users, each of whom is then to be told. Never blocks. @return see {@link Inbox#appendAll} */
    CompletableFuture<List<Appended>> append(List<UserKey> users, Message message, EncodedMessage encoded) {
        return inbox.appendAll(users, message, encoded);
    }

    /**
     * Tells the connections of a user what was stored for it: it may have connected, here or elsewhere, meanwhile. May
     * block.
     *
     * @throws DirectoryUnavailableException when it is not known where else the user is
     */
    void tell(Appended appended, Message message, EncodedMessage encoded) {
        if (appended.added()) {
            metrics.count(Count.MESSAGES_STORED);
        }
        UserKey user = appended.user();
        local.toInbox(user, appended.seq(), message, encoded);
        boolean elsewhere = false;
        for (String node : directory.nodesOf(user)) {
            if (!node.equals(nodeId)) {
                elsewhere = true;
                links.toNode(node, new LinkMessage.ToInbox(user, appended.seq(), encoded.live()));
            }
        }
        local.reports().stored(user, message, local.of(user), elsewhere);
    }
}
