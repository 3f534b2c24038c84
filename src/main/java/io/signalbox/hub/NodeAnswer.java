package io.signalbox.hub;

/** What a hub answers to a {@link NodeQuestion}. */
public sealed interface NodeAnswer {
    /** To {@link NodeQuestion.FindClient}: connections that take commands, and those that are being closed. */
    record Found(int open, int leaving) implements NodeAnswer {}

    /** To {@link NodeQuestion.RunCommand}. */
    record Ran(CommandOutcome outcome) implements NodeAnswer {}

    /** To what ends connections: how many were ended, and whether one of them at least took a message. */
    record Ended(int connections, boolean notified) implements NodeAnswer {}
}
