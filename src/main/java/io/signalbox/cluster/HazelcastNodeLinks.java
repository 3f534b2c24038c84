package io.signalbox.cluster;

import com.hazelcast.core.HazelcastException;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.HazelcastInstanceNotActiveException;
import com.hazelcast.topic.ITopic;
import com.hazelcast.topic.Message;
import io.signalbox.hub.LinkMessage;
import io.signalbox.hub.NodeLinks;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.Membership;
import io.signalbox.node.NodeInfo;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Links over Hazelcast topics: one for each node, one for all. A topic keeps the order of one publisher but may drop
 * under pressure; what was stored is found again by the receiver's next replay, the rest is at most once. Publishing
 * queues, but for one message in many (100,000 unless {@code hazelcast.event.sync.frequency} says otherwise), which waits
 * until the other member has taken it, for some seconds at most.
 */
final class HazelcastNodeLinks implements NodeLinks {
    private static final System.Logger LOG = System.getLogger(HazelcastNodeLinks.class.getName());

    private final HazelcastInstance hazelcast;
    private final ITopic<byte[]> toAll;
    private final ITopic<byte[]> toSelf;
    private final Membership membership;
    private final Metrics metrics;

    HazelcastNodeLinks(HazelcastInstance hazelcast, Membership membership, Metrics metrics) {
        this.hazelcast = hazelcast;
        this.membership = membership;
        this.metrics = metrics;
        toAll = hazelcast.getTopic("signalbox-all");
        toSelf = hazelcast.getTopic(topicOf(membership.self().id()));
    }

    @Override
    public void toNode(String nodeId, LinkMessage message) {
        publish(hazelcast.getTopic(topicOf(nodeId)), message);
    }

    @Override
    public void toOthers(LinkMessage message) {
        publish(toAll, message);
    }

    @Override
    public Set<String> others() {
        String self = membership.self().id();
        return membership.members().stream()
                .filter(node -> node.role().servesHub() && !node.id().equals(self))
                .map(NodeInfo::id)
                .collect(Collectors.toSet());
    }

    @Override
    public void onMessage(Consumer<LinkMessage> receiver) {
        toSelf.addMessageListener(message -> receive(message, receiver));
        toAll.addMessageListener(message -> {
            if (!message.getPublishingMember().localMember()) {
                receive(message, receiver);
            }
        });
    }

    private void publish(ITopic<byte[]> topic, LinkMessage message) {
        try {
            topic.publish(ClusterCodec.encode(message));
            metrics.count(Count.LINK_MESSAGES_OUT);
        } catch (HazelcastException | HazelcastInstanceNotActiveException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "not sent to other nodes: topic={0}: {1}",
                    topic.getName(),
                    e.getMessage());
        }
    }

    private static void receive(Message<byte[]> message, Consumer<LinkMessage> receiver) {
        try {
            receiver.accept(ClusterCodec.decodeLink(message.getMessageObject()));
        } catch (RuntimeException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "message of another node dropped: from={0}: {1}",
                    message.getPublishingMember(),
                    e.toString());
        }
    }

    private static String topicOf(String nodeId) {
        return "signalbox-node-" + nodeId;
    }
}
