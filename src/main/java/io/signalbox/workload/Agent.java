package io.signalbox.workload;

import io.signalbox.identity.Profile;
import io.signalbox.identity.UserKey;

/**
 * Somebody who takes cases.
 *
 * @param profile by it cases that need somebody in particular are assigned
 * @param maxCases most open cases; zero: any number
 */
public record Agent(UserKey user, Profile profile, int maxCases) {
    /** @throws IllegalArgumentException when the limit is negative */
    public Agent {
        if (maxCases < 0) {
            throw new IllegalArgumentException("max cases of agent " + user + " must not be negative: " + maxCases);
        }
    }

    /** Whether one with so many open cases takes no more. */
    public boolean isFull(long load) {
        return maxCases != 0 && load >= maxCases;
    }
}
