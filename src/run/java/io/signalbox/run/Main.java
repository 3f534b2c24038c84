package io.signalbox.run;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.LinkedHashMap;
import java.util.Map;
import sun.misc.Signal;

/**
 * The main class of the uber-jar: sets defaults that keep everything on loopback, checks what can be checked before the
 * server starts, starts it, and ends the process with one message and an exit code when the application did not come
 * up. Command line beats {@code -D} beats environment beats default.
 *
 * <p>Exit codes: 1 unexpected, 2 bad setting, 3 address or port not free, 4 database.
 */
public final class Main {
    private static final int UNEXPECTED = 1;
    private static final int BAD_SETTING = 2;
    private static final int PORT_BUSY = 3;

    private Main() {}

    /** @param arguments Payara Micro's options; ours are system properties and environment variables */
    @SuppressWarnings("CatchAndPrintStackTrace")
    public static void main(String[] arguments) {
        environment().forEach(Main::fromEnvironment);
        defaults().forEach(Main::byDefault);
        String address = System.getProperty("signalbox.http.address", "");
        int port = port(arguments);
        probe(address, port, "signalbox.http.port");
        https(address);
        drainOn("TERM", 143);
        drainOn("INT", 130);
        try {
            Class.forName("fish.payara.micro.PayaraMicro")
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) arguments);
        } catch (InvocationTargetException e) {
            fail(UNEXPECTED, "the server did not start: " + rootOf(e));
        } catch (ReflectiveOperationException e) {
            fail(UNEXPECTED, "this jar holds no Payara Micro: " + e);
        }
        if (!Boolean.getBoolean("signalbox.started")) {
            fail(UNEXPECTED, "the application did not start; the log above says why");
        }
        String url = "http://" + (address.equals("0.0.0.0") ? "127.0.0.1" : address) + ":" + port;
        System.err.println("signalbox: ready. Chat demo " + url + "/  Console " + url + "/console/  API " + url
                + "/api/nodes  Health " + url + "/health/ready  Metrics " + url + "/metrics");
    }

    /**
     * Lets the application drain while the server still serves, and ends the process then. The server's own way, a
     * shutdown hook, begins by taking the application away: probes get no answer from it any more, log lines are lost,
     * and now and then connections break before their close frame was written.
     */
    private static void drainOn(String signal, int exitCode) {
        Signal.handle(new Signal(signal), received -> {
            try {
                if (System.getProperties().get("signalbox.drain") instanceof Runnable drain) {
                    drain.run();
                }
            } catch (RuntimeException | LinkageError e) {
                System.err.println("signalbox: not drained: " + e);
            }
            System.exit(exitCode);
        });
    }

    /** Environment variable to system property: settings that the server itself needs before it starts. */
    private static Map<String, String> environment() {
        Map<String, String> names = new LinkedHashMap<>();
        names.put("SIGNALBOX_HTTP_ADDRESS", "signalbox.http.address");
        names.put("SIGNALBOX_HTTP_PORT", "signalbox.http.port");
        names.put("SIGNALBOX_HTTPS_PORT", "signalbox.https.port");
        names.put("SIGNALBOX_CLUSTER_MODE", "signalbox.cluster.mode");
        names.put("SIGNALBOX_CLUSTER_INTERFACES", "signalbox.cluster.interfaces");
        names.put("SIGNALBOX_CLUSTER_PORT", "signalbox.cluster.port");
        names.put("SIGNALBOX_CLUSTER_NAME", "signalbox.cluster.name");
        return names;
    }

    private static Map<String, String> defaults() {
        Map<String, String> values = new LinkedHashMap<>();
        values.put("signalbox.launched", "true");
        values.put("signalbox.http.address", "127.0.0.1");
        values.put("signalbox.http.port", "8080");
        values.put("signalbox.https.port", "0");
        values.put("signalbox.cluster.mode", "tcpip:127.0.0.1:6900,127.0.0.1:6901,127.0.0.1:6902,127.0.0.1:6903");
        values.put("signalbox.cluster.interfaces", "127.0.0.1");
        values.put("signalbox.cluster.port", "6900");
        values.put("signalbox.cluster.name", "signalbox");
        values.forEach(Main::byDefault);
        values.put("payaramicro.port", System.getProperty("signalbox.http.port", ""));
        values.put("payaramicro.clusterMode", System.getProperty("signalbox.cluster.mode", ""));
        values.put("payaramicro.interfaces", System.getProperty("signalbox.cluster.interfaces", ""));
        values.put("payaramicro.startPort", System.getProperty("signalbox.cluster.port", ""));
        values.put("payaramicro.clusterName", System.getProperty("signalbox.cluster.name", ""));
        // A member that is killed is noticed at once, one that hangs after five seconds instead of a minute.
        values.put("hazelcast.max.no.heartbeat.seconds", "5");
        values.put("hazelcast.heartbeat.interval.seconds", "1");
        values.put("hazelcast.operation.call.timeout.millis", "5000");
        values.put("hazelcast.merge.first.run.delay.seconds", "10");
        values.put("hazelcast.merge.next.run.delay.seconds", "5");
        values.put("hazelcast.phone.home.enabled", "false");
        // Without this Hazelcast listens on every address, whatever interfaces it was told.
        values.put("hazelcast.socket.bind.any", "false");
        values.put("java.net.preferIPv4Stack", "true");
        return values;
    }

    private static void fromEnvironment(String variable, String property) {
        String value = System.getenv(variable);
        if (value != null && !value.isBlank()) {
            byDefault(property, value.strip());
        }
    }

    private static void byDefault(String property, String value) {
        if (System.getProperty(property) == null) {
            System.setProperty(property, value);
        }
    }

    private static int port(String[] arguments) {
        String text = System.getProperty("payaramicro.port", "");
        for (int i = 0; i < arguments.length - 1; i++) {
            if (arguments[i].equalsIgnoreCase("--port")) {
                text = arguments[i + 1];
            }
        }
        return number("signalbox.http.port", text, 1);
    }

    /** Has the server listen for HTTPS too, when a port for that is set. */
    private static void https(String address) {
        String text = System.getProperty("signalbox.https.port", "");
        int port = number("signalbox.https.port", text, 0);
        if (port != 0) {
            probe(address, port, "signalbox.https.port");
            byDefault("payaramicro.sslPort", text);
        }
    }

    private static int number(String setting, String text, int least) {
        try {
            int port = Integer.parseInt(text);
            if (port >= least && port < 65_536) {
                return port;
            }
        } catch (NumberFormatException e) {
            // Told below, together with a number out of range.
        }
        fail(BAD_SETTING, setting + " must be a port from " + least + " to 65535, but is '" + text + "'");
        return -1;
    }

    /** The server itself would go on without HTTP when its port is taken. */
    private static void probe(String address, int port, String setting) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(address, port));
        } catch (IOException | IllegalArgumentException e) {
            fail(
                    PORT_BUSY,
                    "cannot listen on " + address + ":" + port + ": " + e.getMessage()
                            + " (settings: signalbox.http.address, " + setting + ")");
        }
    }

    private static Throwable rootOf(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root;
    }

    private static void fail(int code, String message) {
        System.err.println("signalbox: " + message);
        System.err.flush();
        System.exit(code);
    }
}
