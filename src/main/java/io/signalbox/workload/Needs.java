package io.signalbox.workload;

import io.signalbox.identity.Department;
import java.util.Collection;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Whom a case needs. All of it must hold.
 *
 * @param among ids of the users who are asked, null for everybody; empty: nobody
 * @param skills which the agent must have, all of them
 * @param department where the agent must work, null for anywhere
 */
public record Needs(
        @Nullable Set<String> among,
        Set<String> skills,
        @Nullable Department department) {
    /** Anybody will do. */
    public static final Needs ANYBODY = new Needs(null, Set.of(), null);

    public Needs {
        among = among == null ? null : Set.copyOf(among);
        skills = Set.copyOf(skills);
    }

    /** One of those users only. */
    public Needs among(Collection<String> userIds) {
        return new Needs(Set.copyOf(userIds), skills, department);
    }

    /** Somebody with all of those skills. */
    public Needs skilled(String... names) {
        return new Needs(among, Set.of(names), department);
    }

    /** Somebody of that department. */
    public Needs of(Department wanted) {
        return new Needs(among, skills, wanted);
    }

    /** Whether that agent is among those whom the case needs; whether it is full is another question. */
    public boolean areMetBy(Agent agent) {
        return (among == null || among.contains(agent.user().userId()))
                && agent.profile().skills().containsAll(skills)
                && (department == null || department == agent.profile().department());
    }
}
