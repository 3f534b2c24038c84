package io.signalbox.hub;

/** Which devices of a user have to acknowledge an inbox entry before it goes. */
public enum AcknowledgedBy {
    /** The first one that does. */
    ANY_DEVICE,
    /** Every one that is known: it was connected and is not forgotten yet. */
    ALL_DEVICES
}
