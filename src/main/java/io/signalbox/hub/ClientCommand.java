package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.protocol.ErrorCode;
import io.signalbox.protocol.Frame;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Limits;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.protocol.ReferenceFrames;
import org.jspecify.annotations.Nullable;

/**
 * Something that a client is to do (contract 1.9).
 *
 * @param clientId 1 to 128 characters
 * @param tenant where the client is; null: wherever it is
 * @param command its name, 1 to 128 characters
 * @param dataJson any JSON value that a frame can hold, null for none; kept without white space
 */
public record ClientCommand(
        String clientId,
        @Nullable Tenant tenant,
        String command,
        @Nullable String dataJson) {

    /** @throws ProtocolException for what cannot be said in a frame: no client could read it */
    public ClientCommand {
        if (clientId.isEmpty() || clientId.length() > Limits.MAX_ID_LENGTH) {
            throw new ProtocolException(
                    ErrorCode.MALFORMED_FRAME,
                    "client_id must have 1 to " + Limits.MAX_ID_LENGTH + " characters",
                    null);
        }
        // What the client would read is what counts: data that is more than one value says something else there.
        if (!(JsonCodec.decode(ReferenceFrames.command(null, command, dataJson, "")) instanceof Frame.Command read)
                || !read.command().equals(command)) {
            throw new ProtocolException(ErrorCode.MALFORMED_FRAME, "data is not one JSON value", null);
        }
        dataJson = read.dataJson();
    }

    /** A command to a client of any tenant. */
    public ClientCommand(String clientId, String command, @Nullable String dataJson) {
        this(clientId, null, command, dataJson);
    }
}
