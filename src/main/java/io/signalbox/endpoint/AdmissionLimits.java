package io.signalbox.endpoint;

import io.signalbox.identity.ConnectionTokens;

/** What each handshake is held against. */
record AdmissionLimits(
        AllowedOrigins origins,
        AccessSettings access,
        ConnectionTokens tokens,
        AddressLock lock,
        HandshakeRate rate,
        ConnectionSlots slots) {}
