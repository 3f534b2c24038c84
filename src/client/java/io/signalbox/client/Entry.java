package io.signalbox.client;

import io.signalbox.protocol.AckLevel;

/** One message on its way out. */
final class Entry {
    /** {@code PLAIN} is done once written; the others wait for the hub's word and are written again until then. */
    enum Kind {
        PLAIN,
        TRACKED,
        COMMAND
    }

    /** Whoever waits for it. Called on the scheduler thread; must hand over, not run, the code of the application. */
    interface Outcome {
        /** Written to the socket; told for {@code PLAIN} only. */
        default void written() {}

        /** The hub did what a command asks for. */
        default void done() {}

        /** The hub has it. */
        default void confirmed(AckLevel level) {}

        /** A device of the receiver has it; false when that will not be known. Only after {@code confirmed}. */
        default void delivered(boolean known) {}

        /** It will come to nothing, or nobody knows. */
        void failed(SignalboxException error);
    }

    final String messageId;
    final Kind kind;
    final String text;
    final int bytes;
    final Outcome outcome;

    /** Whether it stands in the queue to be written. */
    boolean queued;

    ClientScheduler.Timer timer = ClientScheduler.Timer.NONE;

    Entry(String messageId, Kind kind, String text, int bytes, Outcome outcome) {
        this.messageId = messageId;
        this.kind = kind;
        this.text = text;
        this.bytes = bytes;
        this.outcome = outcome;
    }
}
