package io.signalbox.workload;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import io.signalbox.identity.Identity;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.LabelledCount;
import io.signalbox.metrics.Metrics;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * Assigns cases to agents, the next one always to an agent with the fewest, and keeps count (contract 2.23). For the
 * application and the REST interface. Safe from any thread; waits for the store where that does, so not for event loops.
 */
public final class Workload {
    private static final System.Logger LOG = System.getLogger(Workload.class.getName());

    private final WorkloadStore store;
    private final WorkloadSettings settings;
    private final Metrics metrics;
    private final Clock clock;

    public Workload(WorkloadStore store, WorkloadSettings settings, Metrics metrics, Clock clock) {
        this.store = store;
        this.settings = settings;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Somebody connected, with the usual limit and no records of earlier cases.
     *
     * @return whether cases may be assigned to that user now, see {@link #agentOnline(Identity, int, long)}
     */
    @CanIgnoreReturnValue
    public boolean agentOnline(Identity identity) {
        return agentOnline(identity, settings.maxCases(), 0);
    }

    /**
     * Somebody connected. Idempotent: called for each connection or for the first only. One who is of no type that
     * serves others is passed over.
     *
     * @param maxCases most open cases of that agent, as long as it is there; zero: any number
     * @param recorded open cases as the application's records have them; counts when no load is known here
     * @return whether cases may be assigned to that user now; false when it serves nobody, or there are too many agents
     * @throws IllegalArgumentException when a number is negative
     */
    @CanIgnoreReturnValue
    public boolean agentOnline(Identity identity, int maxCases, long recorded) {
        if (!identity.userType().serves()) {
            return false;
        }
        try {
            store.reload(new Agent(identity.user(), identity.profile(), maxCases), recorded);
            return true;
        } catch (TooManyAgentsException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "agent is not assigned anything: user={0}: {1}",
                    identity.user(),
                    e.getMessage());
            return false;
        }
    }

    /** The last connection of a user ended, of whatever type. The load is kept. Idempotent. */
    public void agentOffline(UserKey user) {
        store.remove(user);
    }

    /** Assigns a case: chooses the agent and counts, in one step. */
    public Choice assign(Tenant tenant, Needs needs) {
        Choice choice = store.acquireLeastLoaded(tenant, needs);
        if (choice instanceof Choice.NoAgents none) {
            metrics.count(LabelledCount.CASES_NOT_ASSIGNED, none.reason());
        } else {
            metrics.count(Count.CASES_ASSIGNED);
        }
        return choice;
    }

    /** Who would get the next case now. Another caller may be quicker: use {@link #assign} to give somebody a case. */
    public Choice leastLoaded(Tenant tenant, Needs needs) {
        return store.leastLoaded(tenant, needs);
    }

    /** A case is done. @return open cases that are left */
    @CanIgnoreReturnValue
    public long release(UserKey agent) {
        return store.release(agent);
    }

    /** Counts a case that was assigned otherwise; limits do not apply. @return open cases */
    @CanIgnoreReturnValue
    public long increment(UserKey agent) {
        return store.increment(agent);
    }

    /** Takes an assignment of the present hour back, as if it had not been. @return open cases */
    @CanIgnoreReturnValue
    public long decrement(UserKey agent) {
        return store.decrement(agent);
    }

    /** Sets the open cases, for instance to what the application's records say. Not negative. */
    public void set(UserKey agent, long openCases) {
        store.forceSet(agent, openCases);
    }

    /** The load of the present period. */
    public long load(UserKey agent, Dimension dimension) {
        return store.get(agent, dimension, clock.instant());
    }

    /** The load of the period that {@code at} is in, as long as it is kept. */
    public long load(UserKey agent, Dimension dimension, Instant at) {
        return store.get(agent, dimension, at);
    }

    /** The greatest loads of the present period, those of agents who are gone too. @param limit at least 1 */
    public List<Load> loads(Tenant tenant, Dimension dimension, int limit) {
        return store.getAll(tenant, dimension, limit);
    }
}
