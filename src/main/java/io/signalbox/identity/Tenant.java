package io.signalbox.identity;

/**
 * Two of the four isolation levels: app, and namespace within it. Users of different tenants never meet.
 *
 * @param namespace {@link #EVERY_NAMESPACE} for an observer that watches all of its app, and for nobody else
 */
public record Tenant(String appId, String namespace) {
    /** App of a connection that names none. */
    public static final String DEFAULT_APP = "__default_app__";
    /** Namespace of a connection that names none. */
    public static final String DEFAULT_NAMESPACE = "__default_ns__";
    /** Instead of a namespace: all of the app. */
    public static final String EVERY_NAMESPACE = "";

    /** Whether it stands for all namespaces of the app. */
    public boolean everyNamespace() {
        return namespace.isEmpty();
    }
}
