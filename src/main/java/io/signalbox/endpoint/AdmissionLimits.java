package io.signalbox.endpoint;

/** What the admission filter holds each handshake against. */
record AdmissionLimits(AllowedOrigins origins, HandshakeRate rate, ConnectionSlots slots) {}
