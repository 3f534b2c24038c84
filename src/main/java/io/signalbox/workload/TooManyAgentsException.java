package io.signalbox.workload;

import io.signalbox.identity.Tenant;

/** A namespace has as many agents as it may have; nothing changed. */
public final class TooManyAgentsException extends RuntimeException {
    TooManyAgentsException(Tenant tenant, int most) {
        super("namespace " + tenant.appId() + '/' + tenant.namespace() + " has " + most
                + " agents, the most that signalbox.workload.max-agents allows");
    }
}
