package io.signalbox.admin;

import io.signalbox.hub.Origin;
import io.signalbox.identity.UserType;
import jakarta.ws.rs.BadRequestException;
import jakarta.ws.rs.QueryParam;
import org.jspecify.annotations.Nullable;

/**
 * Whom a message comes from, and the tenant that it is sent in. {@code sender} is a user; absent: the application itself,
 * as {@code system}. Its name is its id and its type visitor unless they are said.
 */
public class SenderParams extends TenantParams {
    @QueryParam("sender")
    @Nullable
    String sender;

    @QueryParam("sender_name")
    @Nullable
    String senderName;

    @QueryParam("sender_type")
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
