package io.signalbox.admin;

import io.signalbox.hub.Origin;
import io.signalbox.identity.UserType;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jspecify.annotations.Nullable;

/** Whom a message comes from, and the tenant that it is sent in. */
public class SenderParams extends TenantParams {
    @QueryParam("sender")
    @Parameter(description = "user who sends it; absent: the application itself, as 'system'")
    @Nullable
    String sender;

    @QueryParam("sender_name")
    @Parameter(description = "name to show of that user; absent: its id")
    @Nullable
    String senderName;

    @QueryParam("sender_type")
    @Parameter(description = "type of that user; absent: visitor")
    @Nullable
    String senderType;

    Origin origin() {
        String user = sender;
        if (user == null || user.isBlank()) {
            return Origin.application(tenant());
        }
        UserType type = senderType == null ? UserType.VISITOR : UserType.ofWireName(senderType);
        if (type == null || !type.claimable()) {
            throw new BadRequestException("sender_type '" + senderType + "' is none that a user may have");
        }
        return Origin.user(user(user), senderName == null ? user : senderName, type);
    }
}
