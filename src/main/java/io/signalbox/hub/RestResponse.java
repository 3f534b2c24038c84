package io.signalbox.hub;

import io.signalbox.protocol.JsonCodec;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The answer to a {@link RestRequest} (contract 1.8 #8).
 *
 * @param id the request's
 * @param status HTTP status code
 * @param body a JSON value as text, null when there is none
 * @param error what is wrong, null when nothing is
 * @param time when it was answered
 */
record RestResponse(
        String id,
        int status,
        @Nullable String body,
        @Nullable String error,
        Instant time) {
    /** The frame. {@code timestamp} is in milliseconds since 1970, as in the request. */
    String json() {
        StringBuilder json = new StringBuilder(128);
        json.append("{\"id\":")
                .append(JsonCodec.quote(id))
                .append(",\"status\":")
                .append(status);
        json.append(",\"headers\":{}");
        if (body != null) {
            json.append(",\"body\":").append(body);
        }
        if (error != null) {
            json.append(",\"error\":").append(JsonCodec.quote(error));
        }
        return json.append(",\"timestamp\":")
                .append(time.toEpochMilli())
                .append('}')
                .toString();
    }
}
