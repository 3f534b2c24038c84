package io.signalbox.cluster;

import com.hazelcast.core.HazelcastInstance;
import io.signalbox.hub.Directory;
import io.signalbox.hub.InMemoryDirectory;
import io.signalbox.hub.NoLinks;
import io.signalbox.hub.NodeLinks;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.Membership;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.SoloMembership;
import io.signalbox.node.WorkerPool;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.Optional;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** Chooses between the cluster and a single node, by whether the server has a Hazelcast. */
@Dependent
final class ClusterBeans {
    private static final System.Logger LOG = System.getLogger(ClusterBeans.class.getName());

    @Produces
    @Singleton
    static Membership membership(NodeInfo self, WorkerPool workers) {
        Optional<HazelcastInstance> hazelcast = hazelcast();
        if (hazelcast.isEmpty()) {
            LOG.log(System.Logger.Level.INFO, "no Hazelcast here: a cluster of one");
            return new SoloMembership(self);
        }
        return new HazelcastMembership(hazelcast.get(), self, workers);
    }

    @Produces
    @Singleton
    static Directory directory(Membership membership, WorkerPool workers) {
        return hazelcast()
                .<Directory>map(hazelcast -> {
                    HazelcastDirectory directory = new HazelcastDirectory(hazelcast, membership);
                    membership.onChange(() -> workers.execute(directory::forgetTheDead));
                    return directory;
                })
                .orElseGet(() -> new InMemoryDirectory(membership.self().id()));
    }

    @Produces
    @Singleton
    static NodeLinks links(Membership membership, Metrics metrics) {
        return hazelcast()
                .<NodeLinks>map(hazelcast -> new HazelcastNodeLinks(hazelcast, membership, metrics))
                .orElseGet(NoLinks::new);
    }

    /** The name is a constant and the object is the server's own; there is no other way to it. */
    @SuppressWarnings("BanJNDI")
    private static Optional<HazelcastInstance> hazelcast() {
        try {
            return Optional.of((HazelcastInstance) new InitialContext().lookup("payara/Hazelcast"));
        } catch (NamingException e) {
            return Optional.empty();
        }
    }
}
