package io.signalbox.run;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.h2.tools.Server;

/**
 * Behind {@code mvn -Prun}: one node on 8080, or with {@code -Dnodes=N} N hubs on 8081… and a balancer on 8080, with
 * one database for all. Runs in the foreground until it is interrupted; then every process drains and ends.
 */
public final class Launcher {
    private static final Duration START = Duration.ofMinutes(5);
    private static final Duration FOR_EVER = Duration.ofDays(36_500);

    private Launcher() {}

    /** @param arguments the uber-jar, the data folder, the number of nodes, the first port */
    public static void main(String[] arguments) throws InterruptedException, SQLException {
        Path jar = Path.of(arguments[0]);
        Path data = Path.of(arguments[1]);
        int nodes = nodes(arguments[2]);
        int port = Integer.parseInt(arguments[3]);
        List<NodeProcess> processes = new CopyOnWriteArrayList<>();
        // In Maven's JVM: Ctrl-C reaches the children too, but a kill of Maven alone must end them as well.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(processes), "stop-nodes"));
        // Others than before, so that two launches on one machine do not find each other.
        List<Integer> clusterPorts = FreePorts.row(nodes + 1);
        if (nodes == 1) {
            String file = "jdbc:h2:file:" + data.resolve("signalbox") + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0";
            start(processes, jar, "node1", port, "all", file, clusterPorts);
        } else {
            cluster(processes, jar, data, nodes, port, clusterPorts);
        }
        for (NodeProcess process : List.copyOf(processes)) {
            int code = process.await(FOR_EVER);
            System.err.println("signalbox: " + process.name() + " ended with code " + code);
        }
    }

    private static void cluster(
            List<NodeProcess> processes, Path jar, Path data, int nodes, int port, List<Integer> clusterPorts)
            throws SQLException, InterruptedException {
        Server database = Database.start(data);
        String url = "jdbc:h2:tcp://127.0.0.1:" + database.getPort() + "/signalbox;WRITE_DELAY=0";
        for (int i = 1; i <= nodes; i++) {
            start(processes, jar, "node" + i, port + i, "hub", url, clusterPorts);
        }
        start(processes, jar, "balancer", port, "balancer", url, clusterPorts);
        for (NodeProcess process : List.copyOf(processes)) {
            process.awaitReady(START);
        }
        String at = "http://127.0.0.1:" + port;
        System.err.println("signalbox: " + nodes + " hubs and a balancer are ready. Balancer ws://127.0.0.1:" + port
                + "/lb/ws  Console " + at + "/console/  Nodes " + at + "/api/nodes  Backends " + at + "/api/backends");
    }

    private static void start(
            List<NodeProcess> processes,
            Path jar,
            String name,
            int port,
            String role,
            String database,
            List<Integer> clusterPorts) {
        Map<String, String> properties = Map.of(
                "db.url",
                database,
                "signalbox.role",
                role,
                "signalbox.cluster.name",
                "signalbox-" + port(clusterPorts, 0),
                "signalbox.cluster.port",
                Integer.toString(port(clusterPorts, processes.size())),
                "signalbox.cluster.mode",
                clusterPorts.stream()
                        .map(clusterPort -> "127.0.0.1:" + clusterPort)
                        .collect(Collectors.joining(",", "tcpip:", "")));
        processes.add(NodeProcess.start(
                jar, name, port, properties, List.of(), line -> System.err.println("[" + name + "] " + line)));
        System.err.println("signalbox: " + name + " starts on port " + port);
    }

    private static int port(List<Integer> ports, int index) {
        return ports.get(index);
    }

    private static void stop(List<NodeProcess> processes) {
        processes.forEach(NodeProcess::requestStop);
        processes.forEach(NodeProcess::close);
    }

    private static int nodes(String text) {
        int nodes = Integer.parseInt(text);
        if (nodes < 1 || nodes > 9) {
            throw new IllegalArgumentException("-Dnodes must be from 1 to 9, but is " + text);
        }
        return nodes;
    }
}
