package io.signalbox.workload;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import java.time.Instant;
import java.util.List;

/**
 * The loads of all agents, and who of them may be chosen, by namespace: namespaces never see each other. How many may be
 * there is bounded, and so is of how many who are gone the loads are kept; who is gone takes nobody's place. Safe from any
 * thread; each call is atomic, also against calls from other nodes that share the store. No load is ever negative. May
 * block, except in memory.
 */
public interface WorkloadStore {
    /**
     * The agent came: it may be chosen from now on. A load that is known here is kept, whether the agent was there all
     * the time or had been {@link #remove removed} (hazard H70); else {@code recorded} counts. For an agent that is
     * there already, profile and limit are replaced.
     *
     * @param recorded open cases as the application's records have them, zero when they know nothing
     * @return the load
     * @throws IllegalArgumentException when {@code recorded} is negative
     * @throws TooManyAgentsException when as many are there as may be
     */
    long reload(Agent agent, long recorded);

    /**
     * The agent left: it is not chosen any more. Its loads are kept; when those of as many who are gone are as may be, the
     * longest gone is forgotten, one without open cases first. Idempotent.
     */
    void remove(UserKey agent);

    /** The load in the period that {@code at} is in; zero when there was none or it is not kept any more. */
    long get(UserKey agent, Dimension dimension, Instant at);

    /**
     * The loads of the present period, the greatest first, then by user id: of all agents that are there, and of those
     * that were removed what is not zero.
     *
     * @param limit most entries, at least 1
     */
    List<Load> getAll(Tenant tenant, Dimension dimension, int limit);

    /**
     * A case more, in all dimensions, whether or not the agent is there. For one who is new and not there, the longest
     * gone without open cases is forgotten if need be.
     *
     * @return open cases
     * @throws TooManyAgentsException when as many who are gone have open cases as may be remembered
     */
    long increment(UserKey agent);

    /** Takes an increment back, in all dimensions, in none below zero. @return open cases */
    long decrement(UserKey agent);

    /** A case is done: one open case less, not below zero. What was taken stays counted. @return open cases */
    long release(UserKey agent);

    /**
     * Sets the open cases, whether or not the agent is there.
     *
     * @throws IllegalArgumentException when negative
     * @throws TooManyAgentsException as {@link #increment} does
     */
    void forceSet(UserKey agent, long openCases);

    /** Who would get the next case: one of those with the fewest open cases, at random. Nothing is counted. */
    Choice leastLoaded(Tenant tenant, Needs needs);

    /** Chooses as {@link #leastLoaded} and increments, in one step (hazard H69). */
    Choice acquireLeastLoaded(Tenant tenant, Needs needs);
}
