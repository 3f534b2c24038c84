package io.signalbox.hub;

import java.util.Locale;

/**
 * How far a message came, by its record (contract 2.14). The ways through it go up in rank, and to and fro among those
 * of {@link #SENDING}'s rank, so that what is told twice, or out of order by two nodes, ends where it would have in order:
 * the highest rank counts, and of that the latest.
 */
public enum MessageStatus {
    /** Taken from its sender; nothing was tried yet. */
    PENDING(0, false),
    /** The receiver's connections have it, or get it from the inbox now, and its acknowledgement is waited for. */
    SENDING(1, false),
    /** It failed, and will be tried again. */
    RETRYING(1, false),
    /** It waits in the inbox of a receiver who is away. */
    USER_OFFLINE(1, false),
    /** It was not delivered. Its sender may send it again under the same id: then it goes on from here. */
    FAILED(1, true),
    /** No device acknowledged it in time. One still may. */
    ACK_TIMEOUT(2, true),
    /** Its time was over before anybody said that it arrived. */
    EXPIRED(3, true),
    /** A device acknowledged it; or nobody was asked to, and connections, other nodes or inboxes of members have it. */
    SUCCESS(4, true);

    private static final int OPEN = 1;

    private final String wireName = name().toLowerCase(Locale.ROOT);
    private final int rank;
    private final boolean ended;

    MessageStatus(int rank, boolean ended) {
        this.rank = rank;
        this.ended = ended;
    }

    /** The name in lower case. */
    public String wireName() {
        return wireName;
    }

    /** Whether nothing more is waited for. */
    public boolean isEnd() {
        return ended;
    }

    /** Whether a message that is here may get there. */
    public boolean leadsTo(MessageStatus next) {
        return next.rank > rank || next.rank == OPEN && rank == OPEN;
    }
}
