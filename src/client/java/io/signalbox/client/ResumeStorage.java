package io.signalbox.client;

import org.jspecify.annotations.Nullable;

/**
 * Where a client keeps how far it came, for the next client of the same user and client id. It must be quick: the client
 * waits for it.
 */
public interface ResumeStorage {
    /** What was kept last; null for nothing. Called once, by {@link ClientBuilder#build}, which throws what it throws. */
    @Nullable
    ResumePoint load();

    /** Keeps it. Called whenever it moved; what it throws is told to {@link ClientListener#onError} and breaks nothing. */
    void save(ResumePoint point);
}
