package io.signalbox.hub;

import io.signalbox.protocol.Limits;
import org.jspecify.annotations.Nullable;

/**
 * What is said of a group when it is created. It does not change.
 *
 * @param name to show; null when not said
 * @param owner user id of who may disband it, add and remove members; null: nobody but an administrator
 * @param maxMembers most members, from 0; 0: as many as a node allows at all
 * @param closed whether a user cannot join by itself
 * @param metadata a JSON object of the application's as text, passed on as it is, at most {@link
 *     #MAX_METADATA_LENGTH} characters; null when not said
 */
public record GroupProfile(
        @Nullable String name,
        @Nullable String owner,
        int maxMembers,
        boolean closed,
        @Nullable String metadata) {
    /** Longest metadata, in characters. */
    public static final int MAX_METADATA_LENGTH = 1024;
    /** Of a group that came to be because somebody joined it. */
    public static final GroupProfile OPEN = new GroupProfile(null, null, 0, false, null);

    /** @throws IllegalArgumentException when one is beyond its bound */
    public GroupProfile {
        if (maxMembers < 0) {
            throw new IllegalArgumentException("max_members " + maxMembers + " is negative");
        }
        if (name != null && name.length() > Limits.MAX_ID_LENGTH) {
            throw new IllegalArgumentException("name is longer than " + Limits.MAX_ID_LENGTH + " characters");
        }
        if (metadata != null && metadata.length() > MAX_METADATA_LENGTH) {
            throw new IllegalArgumentException("metadata is longer than " + MAX_METADATA_LENGTH + " characters");
        }
    }

    /** An open group of that owner. */
    public static GroupProfile ownedBy(String owner) {
        return new GroupProfile(null, owner, 0, false, null);
    }

    /** The same with another maximum. */
    public GroupProfile limitedTo(int members) {
        return new GroupProfile(name, owner, members, closed, metadata);
    }

    /** The same, closed. */
    public GroupProfile asClosed() {
        return new GroupProfile(name, owner, maxMembers, true, metadata);
    }
}
