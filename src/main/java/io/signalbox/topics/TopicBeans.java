package io.signalbox.topics;

import io.signalbox.metrics.Metrics;
import io.signalbox.node.Strands;
import io.signalbox.node.WorkerPool;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.json.bind.JsonbBuilder;
import java.time.Clock;

/** Makes the topics of this node. */
@Dependent
final class TopicBeans {
    /** Topics share strands by their names' hashes: a slow subscriber delays a few other topics, and no message. */
    private static final int STRANDS = 8;

    private static final int WAITING = 1024;

    @Produces
    @Singleton
    static Topics topics(WorkerPool workers, Metrics metrics, Clock clock) {
        return new Topics(
                new InMemoryTopicLink(), JsonbBuilder.create(), new Strands(workers, STRANDS, WAITING), metrics, clock);
    }
}
