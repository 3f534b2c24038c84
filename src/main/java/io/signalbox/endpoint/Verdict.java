package io.signalbox.endpoint;

import io.signalbox.identity.HandshakeAttributes;
import io.signalbox.transport.Header;
import java.util.List;

/** What the rules say of a handshake. */
sealed interface Verdict {
    /** Nothing is wrong with it. */
    record Fit(HandshakeAttributes attributes) implements Verdict {}

    /** It only asks whether the node takes connections, and becomes none (contract C05). */
    record HealthProbe() implements Verdict {}

    /**
     * It is not let in.
     *
     * @param status of the answer
     * @param retryAfter seconds after which another try may go better; 0: it will not
     * @param headers that the answer must have
     */
    record Refused(Refusal refusal, int status, String detail, int retryAfter, List<Header> headers)
            implements Verdict {
        static Refused of(Refusal refusal, String detail) {
            return new Refused(refusal, refusal.status(), detail, refusal.retryAfter(), List.of());
        }

        /** The same with another time to wait. */
        Refused after(int seconds) {
            return new Refused(refusal, status, detail, seconds, headers);
        }

        /** The same with a header that its answer must have. */
        Refused with(Header header) {
            return new Refused(refusal, status, detail, retryAfter, List.of(header));
        }

        /** Whether the handshake is to blame, and neither the node nor the number of them. */
        boolean countsAgainstAddress() {
            return status == 400 || status == 401 || status == 403;
        }
    }
}
