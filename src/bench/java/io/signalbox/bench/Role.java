package io.signalbox.bench;

/** What a connection of the load generator does. */
enum Role {
    /** Gets back what it sends. */
    ECHO,
    /** Sends to one other by its number. */
    PAIR,
    /** Sends to all subscribers. */
    PUBLISHER,
    SUBSCRIBER,
    /** Sends to all members of a group that it is in itself. */
    GROUP_PUBLISHER,
    MEMBER;

    /** Whether one of these sends to many. */
    boolean publishes() {
        return this == PUBLISHER || this == GROUP_PUBLISHER;
    }

    /** What the others are when one of them is this. */
    Role audience() {
        return this == GROUP_PUBLISHER ? MEMBER : this == PUBLISHER ? SUBSCRIBER : this;
    }
}
