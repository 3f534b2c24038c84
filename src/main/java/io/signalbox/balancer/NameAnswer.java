package io.signalbox.balancer;

/**
 * What is known of a client's name.
 *
 * @param clientId the client
 * @param clientName the freshest name known
 * @param backendId where its tunnel leads
 * @param answered whether the client itself said so just now
 */
public record NameAnswer(String clientId, String clientName, String backendId, boolean answered) {}
