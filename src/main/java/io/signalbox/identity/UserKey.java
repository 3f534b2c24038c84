package io.signalbox.identity;

/** A user, wherever and however often connected: the key of routing, of the directory and of the inbox. */
public record UserKey(Tenant tenant, String userId) {
    @Override
    public String toString() {
        return tenant.appId() + '/' + tenant.namespace() + '/' + userId;
    }
}
