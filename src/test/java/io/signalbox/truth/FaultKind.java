package io.signalbox.truth;

/** What is done to a run. */
enum FaultKind {
    /** {@code kill -9} of a node, which is started again at once. */
    KILL("node killed"),
    /** {@code SIGTERM} of a node, which drains, ends, and is started again. */
    STOP("node stopped"),
    /** {@code SIGSTOP} of a node, later {@code SIGCONT}. */
    FREEZE("node frozen"),
    /** The database is stopped, later started with the same data. */
    DATABASE("database stopped"),
    /** The same, stopped without writing what it holds in memory: it recovers from its log. */
    DATABASE_CRASH("database crashed"),
    /** A sender's socket is reset in the middle of a frame. */
    RESET_SENDER("sender reset"),
    /** A receiver's socket is reset in the middle of a frame. */
    RESET_RECEIVER("receiver reset"),
    /** A receiver does not read for a while, and is sent much. */
    SLOW_READER("slow reader");

    private final String words;

    FaultKind(String words) {
        this.words = words;
    }

    /** For a report. */
    String words() {
        return words;
    }

    /** Whether a node has to be started again, which is dear. */
    boolean restarts() {
        return this == KILL || this == STOP;
    }
}
