package io.signalbox.session;

import io.signalbox.protocol.Lane;
import io.signalbox.transport.OutboundFrame;
import org.jspecify.annotations.Nullable;

/**
 * An inbox entry on its way to one connection. All of them wait in one lane, whatever their priority, so that they are
 * written in the order of the inbox; none is conflated or expires here. A congested outbox refuses it without loss: it
 * is still in the inbox.
 */
public final class StoredOutgoing extends Outgoing {
    private final @Nullable Runnable written;

    /**
     * @param written told, on the writer's thread, after it was handed to the operating system; never when it was not
     */
    public StoredOutgoing(OutboundFrame frame, @Nullable Runnable written) {
        super(frame, Lane.NORMAL, NO_DEADLINE, null);
        this.written = written;
    }

    @Nullable
    Runnable written() {
        return written;
    }
}
