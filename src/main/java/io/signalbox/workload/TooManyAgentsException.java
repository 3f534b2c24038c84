package io.signalbox.workload;

import io.signalbox.identity.Tenant;

/** As many agents of a namespace are there, or are remembered, as may be; nothing changed. */
public final class TooManyAgentsException extends RuntimeException {
    TooManyAgentsException(Tenant tenant, int most) {
        super("namespace " + tenant.appId() + '/' + tenant.namespace() + " has " + most
                + " agents, the most that signalbox.workload.max-agents allows");
    }
}
