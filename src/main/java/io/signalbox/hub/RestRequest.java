package io.signalbox.hub;

import org.jspecify.annotations.Nullable;

/**
 * A request in a frame of the load-balancer reference (contract 1.8 #7).
 *
 * @param id the client's, for it to find the answer
 * @param method such as {@code GET}
 * @param path with or without a slash in front
 * @param body a JSON value as text, null when absent; whoever makes this vouches that it is one
 */
record RestRequest(
        String id, String method, String path, @Nullable String body) {}
