package io.signalbox.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiFunction;

/** Collects results; in the end one page for people and one file for programs. */
final class Report {
    private static final List<Metric> LATENCIES = List.of(Metric.P50, Metric.P99, Metric.P999);
    private static final List<Metric> IDLE = List.of(
            Metric.CONNECTIONS, Metric.CONNECTS, Metric.CONNECT_CPU, Metric.HEAP_EACH, Metric.RSS_EACH, Metric.RETRIES);
    private static final List<Metric> SLOW =
            List.of(Metric.DELIVERIES, Metric.CPU, Metric.P50, Metric.P99, Metric.RSS_GROWTH);
    private static final List<Metric> CHURN = List.of(
            Metric.CYCLES,
            Metric.CYCLES_PER_SECOND,
            Metric.CONNECT_CPU,
            Metric.FAILED,
            Metric.HEAP_BEFORE,
            Metric.HEAP_AFTER,
            Metric.REGISTERED);
    private static final double NOISY_CORES = 0.25;
    private static final String NONE = "-";

    private final Path directory;
    private final Options options;
    private final List<Result> results = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private final Statistics statistics = new Statistics(results);

    Report(Path directory, Options options) {
        this.directory = directory;
        this.options = options;
    }

    void add(Result result) {
        results.add(result);
        StringBuilder line = new StringBuilder(result.scenario() + " " + result.server() + " #" + result.round() + ":");
        result.values()
                .forEach((metric, value) ->
                        line.append("  ").append(metric.title()).append(' ').append(metric.format(value)));
        System.out.println(line);
    }

    void failed(String what) {
        failures.add(what);
        System.out.println("FAILED " + what);
    }

    List<String> failures() {
        return failures;
    }

    /** Writes report.md and results.json, and prints the first. */
    void write() throws IOException {
        List<String> page = new ArrayList<>(List.of("# Benchmark", ""));
        page.addAll(Machine.facts(options));
        page.add("");
        failures.forEach(failure -> page.add("**FAILED** " + failure));
        page.addAll(messages());
        page.addAll(plain("IDLE: connections that do nothing", "IDLE", IDLE));
        page.addAll(plain("SLOW: 10 receivers of 1,000 x 8 kB/s while 2 more read nothing", "SLOW", SLOW));
        page.addAll(plain("CHURN: connect and disconnect", "CHURN", CHURN));
        Files.write(directory.resolve("report.md"), page);
        Files.writeString(directory.resolve("results.json"), Json.of(results, failures, Machine.facts(options)));
        page.forEach(System.out::println);
        System.out.println("written: " + directory.resolve("report.md") + " and results.json");
    }

    private List<String> messages() {
        List<String> scenarios = Scenario.INTERLEAVED.stream()
                .map(Scenario::name)
                .filter(name ->
                        results.stream().anyMatch(result -> result.scenario().equals(name)))
                .toList();
        List<String> page = new ArrayList<>();
        if (scenarios.isEmpty()) {
            return page;
        }
        page.addAll(table(
                "CPU µs of the server per delivered message: median (min-max), multiple of the floor in the same rounds",
                scenarios,
                (server, scenario) -> cell(scenario, server, Metric.CPU)));
        page.addAll(table(
                "Deliveries per second: median (min-max), multiple of the floor in the same rounds",
                scenarios,
                (server, scenario) -> cell(scenario, server, Metric.DELIVERIES)));
        page.addAll(table("Latency, µs: p50 / p99 / p99.9, medians", scenarios, this::latency));
        page.add("");
        page.add(noise());
        return page;
    }

    private String cell(String scenario, String server, Metric metric) {
        List<Double> sorted = statistics.sorted(scenario, server, metric);
        if (sorted.isEmpty()) {
            return NONE;
        }
        OptionalDouble ratio = statistics.ratio(scenario, server, metric);
        return metric.format(Statistics.median(sorted)) + " (" + metric.format(sorted.get(0)) + "-"
                + metric.format(sorted.get(sorted.size() - 1)) + ")"
                + (ratio.isPresent() ? String.format(Locale.ROOT, " %.2fx", ratio.getAsDouble()) : "");
    }

    private String latency(String server, String scenario) {
        List<String> parts = new ArrayList<>();
        for (Metric metric : LATENCIES) {
            parts.add(median(scenario, server, metric));
        }
        return parts.contains(NONE) ? NONE : String.join(" / ", parts);
    }

    private String median(String scenario, String server, Metric metric) {
        List<Double> sorted = statistics.sorted(scenario, server, metric);
        return sorted.isEmpty() ? NONE : metric.format(Statistics.median(sorted));
    }

    private String noise() {
        long noisy = results.stream()
                .filter(result -> result.values().getOrDefault(Metric.OTHERS, 0.0) > NOISY_CORES)
                .count();
        long measured = results.stream()
                .filter(result -> result.values().containsKey(Metric.OTHERS))
                .count();
        return "Runs during which other processes used more than " + NOISY_CORES + " cores: " + noisy + " of "
                + measured
                + ". Trust the multiples more than the absolute figures, and nothing at all when most runs are noisy.";
    }

    private List<String> plain(String title, String scenario, List<Metric> metrics) {
        if (results.stream().noneMatch(result -> result.scenario().equals(scenario))) {
            return List.of();
        }
        return table(
                title,
                metrics.stream().map(Metric::title).toList(),
                (server, column) -> Arrays.stream(Metric.values())
                        .filter(metric -> metric.title().equals(column))
                        .map(metric -> median(scenario, server, metric))
                        .findFirst()
                        .orElse(NONE));
    }

    /** A Markdown table, aligned so that it also reads well on a console. */
    private List<String> table(String title, List<String> columns, BiFunction<String, String, String> cell) {
        Set<String> servers = new LinkedHashSet<>();
        results.forEach(result -> servers.add(result.server()));
        List<List<String>> rows = new ArrayList<>();
        rows.add(row("server", columns));
        for (String server : servers) {
            rows.add(row(
                    server,
                    columns.stream().map(column -> cell.apply(server, column)).toList()));
        }
        List<String> lines = new ArrayList<>(List.of("", "**" + title + "**", ""));
        for (int r = 0; r < rows.size(); r++) {
            lines.add(line(rows, r, " "));
            if (r == 0) {
                lines.add(line(rows, -1, "-"));
            }
        }
        return lines;
    }

    private static List<String> row(String first, List<String> rest) {
        List<String> row = new ArrayList<>(List.of(first));
        row.addAll(rest);
        return row;
    }

    private static String line(List<List<String>> rows, int row, String fill) {
        StringBuilder line = new StringBuilder("|");
        for (int c = 0; c < rows.get(0).size(); c++) {
            int column = c;
            int width = rows.stream()
                    .mapToInt(cells -> cells.get(column).length())
                    .max()
                    .orElse(0);
            String text = row < 0 ? "" : rows.get(row).get(c);
            line.append(fill)
                    .append(text)
                    .append(fill.repeat(width - text.length()))
                    .append(fill)
                    .append('|');
        }
        return line.toString();
    }
}
