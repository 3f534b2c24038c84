package io.signalbox.admin;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The app and the namespace that a request is about: the same defaults as for connections. */
public class TenantParams {
    @QueryParam("app_id")
    @DefaultValue(Tenant.DEFAULT_APP)
    @Parameter(description = "app of the users")
    @SuppressWarnings("NullAway.Init") // set by the container
    String appId;

    @QueryParam("namespace")
    @DefaultValue(Tenant.DEFAULT_NAMESPACE)
    @Parameter(description = "namespace of the users within the app")
    @SuppressWarnings("NullAway.Init") // set by the container
    String namespace;

    Tenant tenant() {
        return new Tenant(appId, namespace);
    }

    UserKey user(String userId) {
        return new UserKey(tenant(), userId);
    }
}
