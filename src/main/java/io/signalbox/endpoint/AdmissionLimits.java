package io.signalbox.endpoint;

/** What each handshake is held against. */
record AdmissionLimits(
        AllowedOrigins origins, AccessSettings access, AddressLock lock, HandshakeRate rate, ConnectionSlots slots) {}
