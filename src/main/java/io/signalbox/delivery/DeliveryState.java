package io.signalbox.delivery;

/** Where a delivery is. It leaves {@link #PENDING} once, and for good. */
public enum DeliveryState {
    /** It is being tried, or its acknowledgement is waited for. */
    PENDING,
    /** Connections or other nodes have it; nobody asked whether it was understood. */
    HANDED_ON,
    /** It is in the receiver's inbox and the receiver is away, or no acknowledgement was asked for. */
    STORED,
    /** A device of the receiver acknowledged it. */
    CONFIRMED,
    /** No device acknowledged it in time. It is still in the inbox, and may be acknowledged later. */
    TIMEOUT,
    /** It was not delivered; {@link DeliveryResult#code} says why. */
    FAILED
}
