package io.signalbox.identity;

/** Two of the four isolation levels: app, and namespace within it. Users of different tenants never meet. */
public record Tenant(String appId, String namespace) {
    /** App of a connection that names none. */
    public static final String DEFAULT_APP = "__default_app__";
    /** Namespace of a connection that names none. */
    public static final String DEFAULT_NAMESPACE = "__default_ns__";
}
