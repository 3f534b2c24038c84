package io.signalbox.hub;

import java.time.Instant;

/** Something that happened to a message or because of one. Immutable, and never with what the message says. */
public interface DeliveryEvent {
    /** When. */
    Instant at();
}
