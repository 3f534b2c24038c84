package io.signalbox.workload;

import io.signalbox.identity.Tenant;
import java.time.Instant;
import java.util.Collection;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The agents of one namespace: those who are there, and as many again who are gone and of whom something is left, in the
 * order in which they went. Who is gone takes nobody's place. Not safe for several threads.
 */
final class Desks {
    private final Tenant tenant;
    private final int most;
    private final Map<String, Desk> byUser = new LinkedHashMap<>();

    /** @param most agents that may be there, and agents that are remembered */
    Desks(Tenant tenant, int most) {
        this.tenant = tenant;
        this.most = most;
    }

    @Nullable
    Desk of(String userId) {
        return byUser.get(userId);
    }

    Collection<Desk> all() {
        return byUser.values();
    }

    Map<String, Desk> byUser() {
        return byUser;
    }

    /** The desk of an agent who comes. @throws TooManyAgentsException when as many are there as may */
    Desk forComing(String userId) {
        Desk present = byUser.get(userId);
        if (present != null && present.agent != null) {
            return present;
        }
        if (there() >= most) {
            throw new TooManyAgentsException(tenant, most);
        }
        return present == null ? add(userId) : present;
    }

    /**
     * The desk of an agent who is there or not.
     *
     * @throws TooManyAgentsException when as many are remembered as may, all with open cases
     */
    Desk forCounting(String userId, Instant now) {
        Desk present = byUser.get(userId);
        if (present != null) {
            return present;
        }
        if (gone() >= most
                && !dropFirst(desk -> desk.tally.isEmpty(now))
                && !dropFirst(desk -> desk.tally.open() == 0)) {
            throw new TooManyAgentsException(tenant, most);
        }
        return add(userId);
    }

    /** The agent left. When as many are remembered as may, the longest gone is forgotten, one without open cases first. */
    void left(String userId, Instant now) {
        Desk desk = byUser.remove(userId);
        if (desk == null || desk.tally.isEmpty(now)) {
            return;
        }
        desk.agent = null;
        if (gone() >= most && !dropFirst(gone -> gone.tally.open() == 0)) {
            dropFirst(gone -> true);
        }
        byUser.put(userId, desk);
    }

    /** Forgets an agent who is gone and left nothing. @return whether nobody is left at all */
    boolean forgetIfEmpty(String userId, Instant now) {
        Desk desk = byUser.get(userId);
        if (desk != null && desk.agent == null && desk.tally.isEmpty(now)) {
            byUser.remove(userId);
        }
        return byUser.isEmpty();
    }

    private Desk add(String userId) {
        Desk added = new Desk();
        byUser.put(userId, added);
        return added;
    }

    private int there() {
        return (int) byUser.values().stream().filter(desk -> desk.agent != null).count();
    }

    private int gone() {
        return byUser.size() - there();
    }

    /** The longest gone of which that holds. @return false when there is none */
    private boolean dropFirst(Predicate<Desk> which) {
        for (Iterator<Desk> desks = byUser.values().iterator(); desks.hasNext(); ) {
            Desk desk = desks.next();
            if (desk.agent == null && which.test(desk)) {
                desks.remove();
                return true;
            }
        }
        return false;
    }

    /** One agent. */
    static final class Desk {
        final Tally tally = new Tally();
        /** Whether a load was said or counted: then no record replaces it. Being there alone says nothing. */
        boolean known;
        /** Null while it is not there. */
        @Nullable
        Agent agent;
    }
}
