package io.signalbox.truth;

/**
 * One line of a run's log, written by a driver as it happened. What does not apply is empty, or zero. The order of the
 * lines is the order of time over all drivers: what is sent is logged before it is sent, what arrives after it arrived.
 *
 * @param micros since the begin of the run
 * @param actor who saw it: a sender's user id, or a receiver's {@code user/device}
 * @param connection the name of the actor's connection, never used twice in a run
 * @param message id
 * @param seq position in the inbox, or of {@link Kind#RESUMES} the device's cursor
 * @param epoch the life of the inbox that {@code seq} belongs to
 * @param detail the receiver's user id of a publish, the code of a refusal, the kind of a fault, and so on
 */
record Event(
        long micros,
        Kind kind,
        String actor,
        String connection,
        String message,
        long seq,
        String epoch,
        String detail) {
    private static final int COLUMNS = 8;

    /** As a line of the log, without its end. */
    String line() {
        return String.join(
                "\t",
                Long.toString(micros),
                kind.name(),
                actor,
                connection,
                message,
                Long.toString(seq),
                epoch,
                detail);
    }

    /** @throws IllegalArgumentException when it is no line of a log */
    static Event parse(String line) {
        String[] columns = line.split("\t", -1);
        if (columns.length != COLUMNS) {
            throw new IllegalArgumentException("not " + COLUMNS + " columns: " + line);
        }
        return new Event(
                Long.parseLong(columns[0]),
                Kind.valueOf(columns[1]),
                columns[2],
                columns[3],
                columns[4],
                Long.parseLong(columns[5]),
                columns[6],
                columns[7]);
    }

    /** What happened. */
    enum Kind {
        /** A sender is about to send a tracked message, for the first time or again. */
        PUBLISH,
        /** The hub told the sender {@code stored}. */
        STORED,
        /** The hub told the sender a coded error. */
        REFUSED,
        /** The hub told the sender {@code delivered}. */
        DELIVERED,
        /** A connection that was open, or nearly, has ended, whoever ended it. */
        BROKEN,
        /** A device is about to connect and says that it processed everything up to a position. */
        RESUMES,
        /** A device is connected; the detail is {@code recovered=true}, or {@code =false} and why, when the hub said so. */
        OPENED,
        /** A tracked message arrived at a device. */
        RECEIVED,
        /** A device is about to acknowledge what it received. */
        ACKNOWLEDGED,
        /** A fault begins. */
        FAULT,
        /** The time to settle is over: what is open now stays open. */
        END
    }
}
