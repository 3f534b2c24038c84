package io.signalbox.cluster;

import com.hazelcast.cluster.Member;
import com.hazelcast.cluster.MembershipAdapter;
import com.hazelcast.cluster.MembershipEvent;
import com.hazelcast.core.EntryEvent;
import com.hazelcast.core.HazelcastInstance;
import com.hazelcast.core.LifecycleEvent;
import com.hazelcast.map.IMap;
import com.hazelcast.map.listener.EntryAddedListener;
import com.hazelcast.map.listener.EntryRemovedListener;
import com.hazelcast.map.listener.EntryUpdatedListener;
import io.signalbox.node.Membership;
import io.signalbox.node.NodeInfo;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;

/**
 * The living nodes, kept in a map from Hazelcast's member id to what the node says of itself. A node is alive when it
 * is in the map and its member is in the cluster. The answer is cached and made anew after each change.
 */
final class HazelcastMembership implements Membership {
    private static final System.Logger LOG = System.getLogger(HazelcastMembership.class.getName());

    private final HazelcastInstance hazelcast;
    private final NodeInfo self;
    private final IMap<String, byte[]> nodes;
    private final Executor executor;
    private final AtomicBoolean joined = new AtomicBoolean();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile List<NodeInfo> members;

    /** @param executor where the map is read again after a change: Hazelcast's own threads must not wait for it */
    HazelcastMembership(HazelcastInstance hazelcast, NodeInfo self, Executor executor) {
        this.hazelcast = hazelcast;
        this.self = self;
        this.executor = executor;
        this.nodes = hazelcast.getMap("signalbox-nodes");
        this.members = List.of(self);
    }

    @Override
    public void join() {
        if (!joined.compareAndSet(false, true)) {
            return;
        }
        hazelcast.getCluster().addMembershipListener(new MembershipAdapter() {
            @Override
            public void memberRemoved(MembershipEvent event) {
                changed(event.getMember());
            }
        });
        nodes.addEntryListener((EntryAddedListener<String, byte[]>) this::changed, false);
        nodes.addEntryListener((EntryUpdatedListener<String, byte[]>) this::changed, false);
        nodes.addEntryListener((EntryRemovedListener<String, byte[]>) this::changed, false);
        hazelcast.getLifecycleService().addLifecycleListener(event -> {
            if (event.getState() == LifecycleEvent.LifecycleState.MERGED) {
                executor.execute(this::announce);
            }
        });
        announce();
    }

    @Override
    public void leave() {
        nodes.delete(memberId());
    }

    @Override
    public NodeInfo self() {
        return self;
    }

    @Override
    public List<NodeInfo> members() {
        return members;
    }

    @Override
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    private void announce() {
        nodes.set(memberId(), ClusterCodec.encode(self));
        refresh();
    }

    private String memberId() {
        return hazelcast.getCluster().getLocalMember().getUuid().toString();
    }

    private void changed(Member gone) {
        executor.execute(() -> {
            nodes.delete(gone.getUuid().toString());
            refresh();
        });
    }

    private void changed(EntryEvent<String, byte[]> event) {
        executor.execute(this::refresh);
    }

    private synchronized void refresh() {
        Set<String> alive = hazelcast.getCluster().getMembers().stream()
                .map(member -> member.getUuid().toString())
                .collect(Collectors.toSet());
        List<NodeInfo> present = nodes.entrySet().stream()
                .filter(entry -> alive.contains(entry.getKey()))
                .map(entry -> ClusterCodec.decodeNode(entry.getValue()))
                .sorted(Comparator.comparing(NodeInfo::id).thenComparing(NodeInfo::incarnation))
                .toList();
        if (!present.equals(members)) {
            members = present;
            LOG.log(
                    System.Logger.Level.INFO,
                    "cluster has {0} nodes: {1}",
                    present.size(),
                    present.stream().map(NodeInfo::id).collect(Collectors.joining(" ")));
            listeners.forEach(Runnable::run);
        }
    }
}
