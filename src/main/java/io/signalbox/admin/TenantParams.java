package io.signalbox.admin;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;

/**
 * The app and the namespace that a request is about: the same defaults as for connections. Without annotations of
 * OpenAPI: Payara's document fails with them on what is no resource.
 */
public class TenantParams {
    @QueryParam("app_id")
    @DefaultValue(Tenant.DEFAULT_APP)
    @SuppressWarnings("NullAway.Init") // set by the container
    String appId;

    @QueryParam("namespace")
    @DefaultValue(Tenant.DEFAULT_NAMESPACE)
    @SuppressWarnings("NullAway.Init") // set by the container
    String namespace;

    Tenant tenant() {
        return new Tenant(appId, namespace);
    }

    UserKey user(String userId) {
        return new UserKey(tenant(), userId);
    }
}
