package io.signalbox.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The whole benchmark: all servers are up at once, one is loaded at a time. Within a round each scenario goes over all
 * servers before the next one begins, so that what the machine does besides meets all of them alike.
 */
final class Campaign {
    private final Options options;
    private final Report report;
    private final List<ServerProcess> servers = new ArrayList<>();
    private final Loop loop;

    private Campaign(Options options, Report report, Loop loop) {
        this.options = options;
        this.report = report;
        this.loop = loop;
    }

    /** Exit code 0: everything ran and nothing was lost. @param arguments the project's directory */
    public static void main(String[] arguments) throws Exception {
        Path project = Path.of(arguments[0]).toAbsolutePath().normalize();
        Path directory = empty(project.resolve("target/bench"));
        Options options = Options.fromProperties();
        Report report = new Report(directory, options);
        try (Loop loop = new Loop(options.busy())) {
            Campaign campaign = new Campaign(options, report, loop);
            try {
                campaign.start(new Servers(options, project, directory).chosen(), directory);
                campaign.measure();
            } finally {
                for (ServerProcess server : campaign.servers) {
                    server.stop();
                }
            }
        }
        report.write();
        System.exit(report.failures().isEmpty() ? 0 : 1);
    }

    private void start(List<Server> chosen, Path directory) throws IOException, InterruptedException {
        for (Server server : chosen) {
            ServerProcess process = ServerProcess.start(server, directory, Servers.freePort());
            servers.add(process);
            // One after the other: two that choose a free port at a time may choose the same.
            process.awaitReady();
            System.out.println(server.name() + " is up: pid " + process.pid() + ", port " + process.port());
        }
    }

    private void measure() {
        each("IDLE", 1, server -> new Idle(loop, server).run(options.connections()));
        warmUp();
        for (int round = 1; round <= options.rounds(); round++) {
            for (Scenario scenario : Scenario.INTERLEAVED) {
                each(scenario.name(), round, server -> traffic(server, scenario, options.windowNanos()));
            }
        }
        each("SLOW", 1, server -> traffic(server, Scenario.SLOW, 2 * options.windowNanos()));
        each("CHURN", 1, server -> new Churn(loop, server).run(options.cycles()));
    }

    /** Until the compiler is done with it: the same patterns as measured, unmeasured. */
    private void warmUp() {
        long each = options.warmUpNanos() / Scenario.WARM_UP.size();
        for (ServerProcess server : servers) {
            for (Scenario scenario : Scenario.WARM_UP) {
                if (options.runs(scenario.name())) {
                    guarded(
                            scenario.name() + " (warm-up)",
                            server,
                            () -> new Traffic(loop, server, scenario).warmUp(each));
                }
            }
        }
    }

    private Map<Metric, Double> traffic(ServerProcess server, Scenario scenario, long windowNanos) {
        return new Traffic(loop, server, scenario).run(options.rampNanos(), windowNanos);
    }

    private void each(String scenario, int round, Measurement measurement) {
        if (!options.runs(scenario)) {
            return;
        }
        for (ServerProcess server : servers) {
            guarded(
                    scenario,
                    server,
                    () -> report.add(new Result(scenario, server.name(), round, measurement.of(server))));
        }
    }

    /** A run that fails does not hide what the others say, but the benchmark fails. */
    private void guarded(String scenario, ServerProcess server, Runnable run) {
        try {
            run.run();
        } catch (RuntimeException e) {
            report.failed(scenario + " " + server.name() + ": " + e.getMessage());
        }
    }

    private static Path empty(Path directory) throws IOException {
        if (Files.exists(directory)) {
            try (Stream<Path> files = Files.walk(directory)) {
                files.sorted(Comparator.reverseOrder()).forEach(file -> {
                    try {
                        Files.delete(file);
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                });
            }
        }
        return Files.createDirectories(directory);
    }

    /** What is done with one server. */
    @FunctionalInterface
    private interface Measurement {
        Map<Metric, Double> of(ServerProcess server);
    }
}
