package io.signalbox.transport;

import org.jspecify.annotations.Nullable;

/**
 * Where a wire takes what it writes: the connection's outbox. The wire pulls as late as it can, so that the outbox
 * decides which lane goes first when there is room, not before. Called by one thread at a time, never under a lock of
 * the wire.
 */
public interface FrameSource {
    /** The next frame to write; null when there is none now: the wire is woken when there is one again. */
    @Nullable
    OutboundFrame next();

    /** So many of the frames that {@link #next} gave, the oldest ones, were handed to the operating system. */
    void written(int frames);

    /** The connection is gone: nothing will be pulled any more. Once. */
    void lost();
}
