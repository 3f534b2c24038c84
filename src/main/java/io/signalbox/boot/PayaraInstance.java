package io.signalbox.boot;

import java.util.List;

/**
 * What only the server knows of itself. Asked by reflection, because the classes are the server's own and are not
 * published apart from it.
 */
final class PayaraInstance {
    private static final System.Logger LOG = System.getLogger(PayaraInstance.class.getName());

    private PayaraInstance() {}

    /** The port that this server listens on, 8080 when it does not say. */
    static int httpPort() {
        try {
            Class<?> micro = Class.forName("fish.payara.micro.PayaraMicro");
            Object server = micro.getMethod("getInstance").invoke(null);
            Object runtime = micro.getMethod("getRuntime").invoke(server);
            Object descriptor = Class.forName("fish.payara.micro.PayaraMicroRuntime")
                    .getMethod("getLocalDescriptor")
                    .invoke(runtime);
            Object ports = Class.forName("fish.payara.micro.data.InstanceDescriptor")
                    .getMethod("getHttpPorts")
                    .invoke(descriptor);
            if (ports instanceof List<?> list && !list.isEmpty() && list.get(0) instanceof Integer port) {
                return port;
            }
            LOG.log(System.Logger.Level.WARNING, "the server names no HTTP port; taking 8080");
        } catch (ReflectiveOperationException e) {
            LOG.log(System.Logger.Level.WARNING, "not on Payara Micro; taking HTTP port 8080: {0}", e.toString());
        }
        return 8080;
    }
}
