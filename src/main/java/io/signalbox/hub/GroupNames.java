package io.signalbox.hub;

import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.Limits;
import org.jspecify.annotations.Nullable;

/** Which ids a group may have, and those that belong to the hub (contract 2.1): they start with two underscores. */
public final class GroupNames {
    /** Whose connections serve others; left when the last connection of the user ends. */
    public static final String AGENTS = "__agents__";
    /** Who observes; left when the last connection of the user ends. */
    public static final String OBSERVERS = "__observers__";
    /** Whoever named no group at connect, if the node is set to that. */
    public static final String DEFAULT = "__default_gp__";

    private static final String RESERVED = "__";

    private GroupNames() {}

    /** Whether it belongs to the hub: then it is in no user's number of groups and has no maximum of its own. */
    static boolean isReserved(String group) {
        return group.startsWith(RESERVED);
    }

    /** Whether it holds only who is connected, so that it is bounded by the number of connections. */
    static boolean isOfConnections(String group) {
        return group.equals(AGENTS) || group.equals(OBSERVERS);
    }

    /** Why nobody but the hub may change a group of that id, or null when everybody may. */
    static GroupOutcome.@Nullable Refused refusal(String group) {
        if (isReserved(group)) {
            return GroupOutcome.refused(ErrorCode.GROUP_RESERVED, group);
        }
        boolean valid = !group.isBlank()
                && group.length() <= Limits.MAX_ID_LENGTH
                && group.codePoints().noneMatch(GroupNames::unprintable);
        return valid ? null : GroupOutcome.refused(ErrorCode.GROUP_INVALID, "");
    }

    /** Half of a surrogate pair counts as unprintable: it cannot be written in UTF-8. */
    private static boolean unprintable(int codePoint) {
        return Character.isISOControl(codePoint) || Character.getType(codePoint) == Character.SURROGATE;
    }
}
