package io.signalbox.admin;

import io.signalbox.hub.Origin;
import io.signalbox.limits.Quotas;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.ProtocolException;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;

/**
 * Limits of minutes and hours for what comes over HTTP (contract K09): what is sent for a user counts as sent by that
 * user, anything else as the application's own.
 */
@Dependent
public class SendLimits {
    private final Quotas quotas;

    @Inject
    SendLimits(Quotas quotas) {
        this.quotas = quotas;
    }

    /** One more message. @throws ProtocolException {@code rate_limited}, when it is one too many */
    void admit(Origin origin) {
        boolean own = origin.isApplication();
        long wait = own ? quotas.takeOfApplication(origin.user().tenant()) : quotas.take(origin.user());
        if (wait > 0) {
            throw new ProtocolException(
                    ErrorCode.RATE_LIMITED,
                    (own ? "the application" : origin.user()) + " may send again in " + wait + " ms",
                    null);
        }
    }
}
