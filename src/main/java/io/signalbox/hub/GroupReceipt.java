package io.signalbox.hub;

/**
 * What became of a message to groups, in numbers of users. Each member counts once, however many of the groups it is in
 * and devices it has; who was left out does not count.
 *
 * @param members who it was for
 * @param online those of them with a connection
 * @param stored those in whose inbox it is; 0 unless it is tracked
 * @param failed those it could not be stored for, or, untracked, none of whose connections took it
 */
public record GroupReceipt(int members, int online, int stored, int failed) {
    /** Both together, for messages to different users. */
    public GroupReceipt plus(GroupReceipt other) {
        return new GroupReceipt(
                members + other.members, online + other.online, stored + other.stored, failed + other.failed);
    }

    /** Its members as JSON, each behind a comma. */
    String json() {
        return ",\"members\":" + members + ",\"online\":" + online + ",\"stored\":" + stored + ",\"failed\":" + failed;
    }
}
