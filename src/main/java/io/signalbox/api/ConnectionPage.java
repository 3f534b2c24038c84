package io.signalbox.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Some connections, by user and client id.
 *
 * @param total how many match in all
 * @param next what to ask for the following page with; null when this is the last
 */
public record ConnectionPage(
        List<ConnectionInfo> connections,
        int total,
        @Nullable String next) {
    public ConnectionPage {
        connections = List.copyOf(connections);
    }
}
