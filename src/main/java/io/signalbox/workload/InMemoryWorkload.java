package io.signalbox.workload;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.workload.Desks.Desk;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Loads that are forgotten when the process ends: for one node, and for tests. One lock for everything: a choice looks at
 * the agents of one namespace, whose number is bounded, and there are few choices compared with messages. Of an agent
 * that was removed only what is not zero is kept.
 */
public final class InMemoryWorkload implements WorkloadStore {
    private static final Comparator<Load> GREATEST_FIRST = Comparator.comparingLong(Load::cases)
            .reversed()
            .thenComparing(load -> load.agent().userId());

    private final WorkloadSettings settings;
    private final Clock clock;

    @GuardedBy("this")
    private final RandomGenerator random;

    @GuardedBy("this")
    private final Map<Tenant, Desks> namespaces = new HashMap<>();

    /** @param random draws among equals; need not be safe for several threads, and is not used by others meanwhile */
    public InMemoryWorkload(WorkloadSettings settings, Clock clock, RandomGenerator random) {
        this.settings = settings;
        this.clock = clock;
        this.random = random;
    }

    @Override
    public synchronized long reload(Agent agent, long recorded) {
        requireCases(agent.user(), recorded);
        Desk desk = desks(agent.user().tenant()).forComing(agent.user().userId());
        if (!desk.known) {
            desk.tally.open(recorded);
            desk.known = recorded > 0;
        }
        desk.agent = agent;
        return desk.tally.open();
    }

    @Override
    public synchronized void remove(UserKey agent) {
        Desks desks = namespaces.get(agent.tenant());
        if (desks != null) {
            desks.left(agent.userId(), clock.instant());
            forgetIfEmpty(agent);
        }
    }

    @Override
    public synchronized long get(UserKey agent, Dimension dimension, Instant at) {
        Desk desk = desk(agent);
        return desk == null ? 0 : desk.tally.get(dimension, at, clock.instant());
    }

    @Override
    public synchronized List<Load> getAll(Tenant tenant, Dimension dimension, int limit) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1: " + limit);
        }
        Instant now = clock.instant();
        List<Load> loads = new ArrayList<>();
        for (Map.Entry<String, Desk> entry : here(tenant).byUser().entrySet()) {
            Desk desk = entry.getValue();
            long cases = desk.tally.get(dimension, now, now);
            if (cases > 0 || desk.agent != null) {
                loads.add(new Load(new UserKey(tenant, entry.getKey()), cases));
            }
        }
        loads.sort(GREATEST_FIRST);
        return List.copyOf(loads.subList(0, Math.min(limit, loads.size())));
    }

    @Override
    public synchronized long increment(UserKey agent) {
        Desk desk = counted(agent);
        desk.tally.add(1, clock.instant());
        desk.known = true;
        return desk.tally.open();
    }

    @Override
    public synchronized long decrement(UserKey agent) {
        Desk desk = desk(agent);
        if (desk == null) {
            return 0;
        }
        desk.tally.add(-1, clock.instant());
        forgetIfEmpty(agent);
        return desk.tally.open();
    }

    @Override
    public synchronized long release(UserKey agent) {
        Desk desk = desk(agent);
        if (desk == null) {
            return 0;
        }
        desk.tally.open(Math.max(0, desk.tally.open() - 1));
        forgetIfEmpty(agent);
        return desk.tally.open();
    }

    @Override
    public synchronized void forceSet(UserKey agent, long openCases) {
        requireCases(agent, openCases);
        Desk desk = counted(agent);
        desk.tally.open(openCases);
        desk.known = true;
        forgetIfEmpty(agent);
    }

    @Override
    public synchronized Choice leastLoaded(Tenant tenant, Needs needs) {
        return choose(tenant, needs);
    }

    @Override
    public synchronized Choice acquireLeastLoaded(Tenant tenant, Needs needs) {
        Choice choice = choose(tenant, needs);
        return choice instanceof Choice.Chosen chosen
                ? new Choice.Chosen(chosen.agent(), increment(chosen.agent()))
                : choice;
    }

    @GuardedBy("this")
    private Choice choose(Tenant tenant, Needs needs) {
        Choice.Reason reason = Choice.Reason.NOBODY_THERE;
        List<Agent> least = new ArrayList<>();
        long leastLoad = Long.MAX_VALUE;
        for (Desk desk : here(tenant).all()) {
            Agent agent = desk.agent;
            if (agent == null) {
                continue;
            }
            Choice.Reason obstacle = obstacle(agent, desk.tally.open(), needs);
            if (obstacle != null) {
                // The one that comes nearest to a choice is what the caller is told.
                reason = obstacle.compareTo(reason) > 0 ? obstacle : reason;
                continue;
            }
            if (desk.tally.open() < leastLoad) {
                leastLoad = desk.tally.open();
                least.clear();
            }
            if (desk.tally.open() == leastLoad && least.size() < settings.maxCandidates()) {
                least.add(agent);
            }
        }
        return least.isEmpty()
                ? new Choice.NoAgents(reason)
                : new Choice.Chosen(least.get(random.nextInt(least.size())).user(), leastLoad);
    }

    private static Choice.@Nullable Reason obstacle(Agent agent, long load, Needs needs) {
        if (!needs.areMetBy(agent)) {
            return Choice.Reason.NOBODY_FITS;
        }
        return agent.isFull(load) ? Choice.Reason.ALL_FULL : null;
    }

    @GuardedBy("this")
    private @Nullable Desk desk(UserKey agent) {
        Desks desks = namespaces.get(agent.tenant());
        return desks == null ? null : desks.of(agent.userId());
    }

    /** For looking only. */
    @GuardedBy("this")
    private Desks here(Tenant tenant) {
        Desks desks = namespaces.get(tenant);
        return desks == null ? new Desks(tenant, 0) : desks;
    }

    @GuardedBy("this")
    private Desks desks(Tenant tenant) {
        return namespaces.computeIfAbsent(tenant, key -> new Desks(key, settings.maxAgents()));
    }

    @GuardedBy("this")
    private Desk counted(UserKey agent) {
        return desks(agent.tenant()).forCounting(agent.userId(), clock.instant());
    }

    @GuardedBy("this")
    private void forgetIfEmpty(UserKey agent) {
        Desks desks = namespaces.get(agent.tenant());
        if (desks != null && desks.forgetIfEmpty(agent.userId(), clock.instant())) {
            namespaces.remove(agent.tenant());
        }
    }

    private static void requireCases(UserKey agent, long cases) {
        if (cases < 0) {
            throw new IllegalArgumentException("open cases of agent " + agent + " must not be negative: " + cases);
        }
    }
}
