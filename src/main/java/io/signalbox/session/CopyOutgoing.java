package io.signalbox.session;

import io.signalbox.protocol.Lane;
import io.signalbox.transport.OutboundFrame;

/**
 * A copy for somebody who watches. It waits behind everything else, in the lane for bulk, and an outbox takes it only
 * while it stays below the fill at which measures against slow readers begin: copies never displace a message, and
 * never get their reader warned or closed. None is conflated or expires here.
 */
public final class CopyOutgoing extends Outgoing {
    public CopyOutgoing(OutboundFrame frame) {
        super(frame, Lane.BULK, NO_DEADLINE, null);
    }
}
