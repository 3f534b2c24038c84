package io.signalbox.hub;

import io.signalbox.protocol.ErrorCode;
import java.util.List;

/** What became of a change of groups. */
public sealed interface GroupOutcome {
    /** It was done, and nothing had to change for it. */
    Done NOTHING_CHANGED = new Done(List.of(), List.of());

    /**
     * It was done, all of it. What was so before is in neither list.
     *
     * @param joined who is a member now
     * @param left who is no member any more
     */
    record Done(List<GroupMember> joined, List<GroupMember> left) implements GroupOutcome {
        public Done {
            joined = List.copyOf(joined);
            left = List.copyOf(left);
        }
    }

    /**
     * It was not done; nothing changed.
     *
     * @param code for a client
     * @param explanation for a person
     */
    record Refused(ErrorCode code, String explanation) implements GroupOutcome {}

    /** Whether it was done. */
    default boolean done() {
        return this instanceof Done;
    }

    /** A refusal because of one group. */
    static Refused refused(ErrorCode code, String group) {
        String explanation =
                switch (code) {
                    case GROUP_NOT_FOUND -> "there is no group '" + group + "'";
                    case GROUP_EXISTS -> "there is a group '" + group + "' already";
                    case GROUP_FULL -> "group '" + group + "' has as many members as it may";
                    case GROUP_RESERVED -> "group '" + group + "' is reserved";
                    case GROUP_NOT_MEMBER -> "not a member of group '" + group + "'";
                    case GROUP_CLOSED -> "group '" + group + "' is closed: its owner adds members";
                    case GROUP_FORBIDDEN -> "only the owner of group '" + group + "' and an administrator may do that";
                    case GROUP_INVALID -> "a group id has 1 to 128 printable characters";
                    case GROUPS_EXHAUSTED -> "the node holds as many groups or members as it may";
                    default -> code.wireName();
                };
        return new Refused(code, explanation);
    }
}
