package io.signalbox.truth;

/** One time that a message was sent. Filled by the checker as it reads. */
final class Attempt {
    final String message;
    final String connection;
    final int at;
    private Outcome outcome = Outcome.OPEN;
    private int concludedAt = Integer.MAX_VALUE;

    Attempt(String message, String connection, int at) {
        this.message = message;
        this.connection = connection;
        this.at = at;
    }

    boolean is(Outcome asked) {
        return outcome == asked;
    }

    /** The first conclusion counts. */
    void conclude(Outcome how, int when) {
        if (outcome == Outcome.OPEN) {
            outcome = how;
            concludedAt = when;
        }
    }

    boolean storedBefore(int when) {
        return outcome == Outcome.STORED && concludedAt < when;
    }

    /** What the sender knows. */
    enum Outcome {
        OPEN,
        STORED,
        REFUSED,
        /** The connection ended first. */
        UNKNOWN
    }
}
