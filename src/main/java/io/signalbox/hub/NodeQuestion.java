package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import org.jspecify.annotations.Nullable;

/** What one hub asks of another, and waits to be told the outcome of. Each has one kind of {@link NodeAnswer}. */
public sealed interface NodeQuestion {
    /** How many connections have that client id. @param tenant only there; null: anywhere */
    record FindClient(String clientId, @Nullable Tenant tenant) implements NodeQuestion {}

    /** Give a command to a client of yours, and say what it answered. */
    record RunCommand(ClientCommand command) implements NodeQuestion {}

    /** End your connections of a user. */
    record Kick(KickOrder order) implements NodeQuestion {}

    /** End your connections of a tenant with that client id, without a message. */
    record Disconnect(Tenant tenant, String clientId) implements NodeQuestion {}
}
