package io.signalbox.identity;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What else is known of a user: by it messages are sent to some of all, and work is assigned.
 *
 * @param role null when not said
 * @param department null when not said
 * @param vipLevel from 0, nobody special, to {@link #MAX_VIP_LEVEL}
 * @param skills names, without repeats
 */
public record Profile(@Nullable UserRole role, @Nullable Department department, int vipLevel, Set<String> skills) {
    public static final int MAX_VIP_LEVEL = 8;
    /** Of somebody of whom nothing was said. */
    public static final Profile NONE = new Profile(null, null, 0, Set.of());

    /** @throws IllegalArgumentException when the level is out of its range */
    public Profile {
        if (vipLevel < 0 || vipLevel > MAX_VIP_LEVEL) {
            throw new IllegalArgumentException("vip level " + vipLevel + " is not in 0.." + MAX_VIP_LEVEL);
        }
        skills = Set.copyOf(skills);
    }

    /** The same with a level that is at least {@code level}: levels go up only (contract M17). */
    public Profile raisedTo(int level) {
        return level <= vipLevel ? this : new Profile(role, department, level, skills);
    }
}
