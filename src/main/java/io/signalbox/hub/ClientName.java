package io.signalbox.hub;

/** A client's name. @param answered the client itself said it just now; else it is the name known before */
public record ClientName(String clientId, String name, boolean answered) {}
