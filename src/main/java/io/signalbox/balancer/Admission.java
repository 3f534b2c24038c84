package io.signalbox.balancer;

import io.signalbox.protocol.JsonCodec;
import io.signalbox.transport.ByteLink;
import io.signalbox.transport.Header;
import java.util.List;

/** What became of a client's handshake. */
public sealed interface Admission {
    /** A backend waits for this client. Exactly one of {@link #start} and {@link #abandon} has to be called. */
    non-sealed interface Accepted extends Admission {
        /** Headers of the backend's answer that the client gets with its 101. */
        List<Header> answerHeaders();

        /** Joins the client, to whom the 101 was written, to its backend. */
        void start(ByteLink client);

        /** The client is gone: frees the backend. */
        void abandon();
    }

    /**
     * The client gets an HTTP answer and no socket.
     *
     * @param status of the answer
     * @param headers besides the content type
     * @param contentType of the body
     * @param body small
     */
    record Refused(int status, List<Header> headers, String contentType, String body) implements Admission {
        /** An answer of ours, as problem+json. */
        public static Refused problem(int status, String title, String detail) {
            return problem(status, title, detail, List.of());
        }

        /** An answer of ours with headers, as problem+json. */
        public static Refused problem(int status, String title, String detail, List<Header> headers) {
            String body = "{\"type\":\"about:blank\",\"title\":" + JsonCodec.quote(title) + ",\"status\":" + status
                    + ",\"detail\":" + JsonCodec.quote(detail) + "}";
            return new Refused(status, headers, "application/problem+json", body);
        }
    }
}
