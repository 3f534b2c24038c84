package io.signalbox.transport;

/**
 * Guards against a fault of the container. Payara's web container reuses request and response objects as soon as a
 * connection ends, while Tyrus may still write a close frame (or a message that was on its way) to the old one: the
 * bytes then arrive on a stranger's connection. Seen as close frames 1000 on connections that nobody closed, 2 in 4,000
 * under churn. The container has a switch that cuts a stream off when its connection ends; nothing of the container's
 * own configuration reaches it, so it is set here. See docs/decisions/0010.
 */
public final class ContainerGuard {
    private static final System.Logger LOG = System.getLogger(ContainerGuard.class.getName());

    private ContainerGuard() {}

    /** Sets the switch. Called once, before the first WebSocket. Warns on a container that has no such switch. */
    public static void cutStreamsOffWithTheirConnection() {
        try {
            for (String name : new String[] {"Request", "Response"}) {
                Class.forName("org.apache.catalina.connector." + name)
                        .getMethod("setEnforceScope", boolean.class)
                        .invoke(null, true);
            }
        } catch (ReflectiveOperationException e) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "this container does not let us cut streams off with their connection: {0}",
                    e.toString());
        }
    }
}
