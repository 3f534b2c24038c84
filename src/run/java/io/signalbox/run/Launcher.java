package io.signalbox.run;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.h2.tools.Server;

/**
 * Behind {@code mvn -Prun}: one node on 8080, or with {@code -Dnodes=N} N hubs on 8081… and a balancer on 8080, with
 * one database for all. Runs in the foreground until it is interrupted; then every process drains and ends.
 */
public final class Launcher {
    private static final Duration START = Duration.ofMinutes(3);
    private static final Duration STOP = Duration.ofSeconds(30);

    private Launcher() {}

    /** @param arguments the uber-jar, the data folder, the number of nodes, the first port */
    public static void main(String[] arguments) throws InterruptedException, SQLException {
        Path jar = Path.of(arguments[0]);
        Path data = Path.of(arguments[1]);
        int nodes = nodes(arguments[2]);
        int port = Integer.parseInt(arguments[3]);
        List<NodeProcess> processes = new ArrayList<>();
        // In Maven's JVM: Ctrl-C reaches the children too, but a kill of Maven alone must end them as well.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> processes.forEach(NodeProcess::close), "stop-nodes"));
        if (nodes == 1) {
            String file = "jdbc:h2:file:" + data.resolve("signalbox") + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0";
            start(processes, jar, "node1", port, Map.of("db.url", file));
        } else {
            cluster(processes, jar, data, nodes, port);
        }
        for (NodeProcess process : List.copyOf(processes)) {
            if (process.await(Duration.ofDays(36_500)) != 0) {
                System.err.println("signalbox: " + process.name() + " ended");
            }
        }
    }

    private static void cluster(List<NodeProcess> processes, Path jar, Path data, int nodes, int port)
            throws SQLException, InterruptedException {
        Server database = Database.start(data);
        String url = "jdbc:h2:tcp://127.0.0.1:" + database.getPort() + "/signalbox;WRITE_DELAY=0";
        for (int i = 1; i <= nodes; i++) {
            start(processes, jar, "node" + i, port + i, Map.of("db.url", url, "signalbox.role", "hub"));
        }
        start(processes, jar, "balancer", port, Map.of("db.url", url, "signalbox.role", "balancer"));
        for (NodeProcess process : List.copyOf(processes)) {
            process.awaitReady(START);
        }
        String at = "http://127.0.0.1:" + port;
        System.err.println("signalbox: " + nodes + " hubs and a balancer are ready. Balancer ws://127.0.0.1:" + port
                + "/lb/ws  Console " + at + "/console/  Nodes " + at + "/api/nodes  Backends " + at + "/api/backends");
    }

    private static void start(
            List<NodeProcess> processes, Path jar, String name, int port, Map<String, String> properties) {
        processes.add(NodeProcess.start(
                jar, name, port, properties, List.of(), line -> System.err.println("[" + name + "] " + line)));
    }

    private static int nodes(String text) {
        int nodes = Integer.parseInt(text);
        if (nodes < 1 || nodes > 9) {
            throw new IllegalArgumentException("-Dnodes must be from 1 to 9, but is " + text);
        }
        return nodes;
    }
}
