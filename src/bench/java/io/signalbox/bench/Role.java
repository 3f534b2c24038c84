package io.signalbox.bench;

/** What a connection of the load generator does. */
enum Role {
    /** Gets back what it sends. */
    ECHO,
    /** Sends to one other by its number. */
    PAIR,
    /** Sends to all subscribers. */
    PUBLISHER,
    SUBSCRIBER
}
