package io.signalbox.health;

import io.signalbox.hub.Hub;
import io.signalbox.hub.Inbox;
import io.signalbox.hub.InboxUnavailableException;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.node.NodeLife;
import io.signalbox.node.NodeState;
import io.signalbox.node.WorkerPool;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.eclipse.microprofile.health.Readiness;
import org.eclipse.microprofile.health.Startup;

/** The checks of a node. Each answers within its own time limit. */
@ApplicationScoped
public class NodeChecks {
    private static final long WORKERS_SECONDS = 10;
    private static final long DATABASE_SECONDS = 2;
    /** Nobody's inbox: reading it asks the database and finds nothing. */
    private static final UserKey NOBODY = new UserKey(new Tenant("__health__", "__health__"), "__health__");

    private final NodeLife life;
    /** Looked up only after the start: a probe that comes earlier must not be the one that makes them. */
    private final Instance<WorkerPool> workers;

    private final Instance<Inbox> inbox;
    private final Instance<Hub> hub;

    @Inject
    NodeChecks(NodeLife life, Instance<WorkerPool> workers, Instance<Inbox> inbox, Instance<Hub> hub) {
        this.life = life;
        this.workers = workers;
        this.inbox = inbox;
        this.hub = hub;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected NodeChecks() {
        this(null, null, null, null);
    }

    /** A worker still takes and finishes a task: the pool is neither dead nor stuck altogether. Alive while starting. */
    @Produces
    @Liveness
    HealthCheck workers() {
        return () -> life.state() == NodeState.STARTING
                ? HealthCheckResponse.up("workers")
                : answer("workers", WORKERS_SECONDS, () -> {});
    }

    /** The node takes connections. */
    @Produces
    @Readiness
    HealthCheck node() {
        return () -> HealthCheckResponse.named("node")
                .status(life.ready())
                .withData("state", life.state().name())
                .build();
    }

    /**
     * The database answers and takes messages. Without it tracked messages are refused, so connections are better off
     * elsewhere.
     */
    @Produces
    @Readiness
    HealthCheck database() {
        return () -> answer("database", DATABASE_SECONDS, () -> {
            inbox.get().trouble().ifPresent(why -> {
                throw new InboxUnavailableException(why);
            });
            inbox.get().read(NOBODY, 0, 1);
        });
    }

    /** What waits to be routed and to be worked on has room: what does not fit is refused. */
    @Produces
    @Readiness
    HealthCheck queues() {
        return () -> {
            var response = HealthCheckResponse.named("queues");
            if (life.state() == NodeState.STARTING) {
                return response.down().withData("problem", "starting").build();
            }
            String problem = Queues.problem(Map.of(
                    "routing", hub.get().backlog(), "workers", workers.get().fill()));
            return problem == null
                    ? response.up().build()
                    : response.down().withData("problem", problem).build();
        };
    }

    /** The start is over. */
    @Produces
    @Startup
    HealthCheck started() {
        return () -> HealthCheckResponse.named("started")
                .status(life.state().compareTo(NodeState.STARTING) > 0)
                .build();
    }

    private HealthCheckResponse answer(String name, long seconds, Runnable question) {
        var response = HealthCheckResponse.named(name);
        if (life.state() == NodeState.STARTING) {
            return response.down().withData("problem", "starting").build();
        }
        try {
            CompletableFuture.runAsync(question, workers.get()).get(seconds, TimeUnit.SECONDS);
            return response.up().build();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return response.down().withData("problem", "interrupted").build();
        } catch (TimeoutException e) {
            return response.down()
                    .withData("problem", "no answer within " + seconds + " s")
                    .build();
        } catch (ExecutionException | RejectedExecutionException e) {
            Throwable cause = e.getCause() instanceof InboxUnavailableException ? e.getCause() : e;
            return response.down()
                    .withData("problem", String.valueOf(cause.getMessage()))
                    .build();
        }
    }
}
