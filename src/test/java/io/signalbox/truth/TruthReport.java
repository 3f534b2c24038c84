package io.signalbox.truth;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a campaign found, as text and as a page of its own without anything from outside. Used by one thread. */
final class TruthReport {
    /** Of one run; one broken promise often breaks it for many messages. */
    private static final int MOST_SHOWN = 20;

    private final List<Line> lines = new ArrayList<>();

    /** Adds a run. @return a line about it */
    String add(Plan plan, Verdict verdict, long millis) {
        return add(new Line(plan, verdict.counts(), verdict.violations(), "", millis));
    }

    /** Adds a run that could not be made, which proves nothing and is no success. @return a line about it */
    String failed(Plan plan, Exception why) {
        return add(new Line(plan, Verdict.Counts.NONE, List.of(), String.valueOf(why.getMessage()), 0));
    }

    boolean isClean() {
        return !lines.isEmpty()
                && lines.stream()
                        .allMatch(line ->
                                line.violations().isEmpty() && line.failure().isEmpty());
    }

    /** The sum, for a console. */
    String text() {
        StringBuilder text = new StringBuilder("truth test: " + lines.size() + " runs\n");
        sums().forEach((name, number) -> text.append(String.format(Locale.ROOT, "  %-44s %,12d%n", name, number)));
        return text.toString();
    }

    /** Writes the page. */
    void write(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        Files.writeString(file, html(), StandardCharsets.UTF_8);
    }

    String html() {
        StringBuilder html = new StringBuilder("""
                <!doctype html>
                <html lang="en"><head><meta charset="utf-8"><title>Truth test</title><style>
                body{font:15px/1.5 system-ui,sans-serif;margin:2em auto;max-width:75em;padding:0 1em;color:#222;background:#fff}
                table{border-collapse:collapse;margin:1em 0}td,th{padding:.2em .8em;text-align:left;border-bottom:1px solid #ddd}
                td.n{text-align:right;font-variant-numeric:tabular-nums}.bad{color:#a00;font-weight:600}.good{color:#060}
                code{font-size:90%}
                </style></head><body><h1>Truth test</h1>
                """);
        html.append(isClean() ? "<p class=\"good\">" : "<p class=\"bad\">")
                .append(lines.size())
                .append(isClean() ? " runs, every promise kept.</p>\n" : " runs, promises broken.</p>\n");
        html.append("<table>\n");
        sums().forEach((name, number) -> html.append("<tr><td>" + escaped(name) + "</td><td class=\"n\">"
                + String.format(Locale.ROOT, "%,d", number) + "</td></tr>\n"));
        html.append("</table>\n<h2>Runs</h2>\n<table>\n<tr><th>seed</th><th>on</th><th>faults</th><th>stored</th>"
                + "<th>received</th><th>recognised</th><th>unknown</th><th>refused</th><th>seconds</th>"
                + "<th>violations</th></tr>\n");
        lines.forEach(line -> html.append(row(line)));
        html.append("</table>\n");
        lines.stream().filter(line -> !line.violations().isEmpty()).forEach(line -> html.append(violations(line)));
        return html.append("</body></html>\n").toString();
    }

    private String add(Line line) {
        lines.add(line);
        StringBuilder text = new StringBuilder(String.format(
                Locale.ROOT,
                "seed %d %s: %d stored, %d received, %d recognised, %d unknown, %d refused, %.1f s; %s; %s",
                line.plan().seed(),
                line.plan().topology(),
                line.counts().stored(),
                line.counts().received(),
                line.counts().recognised(),
                line.counts().unknown(),
                sum(line.counts().refused()),
                line.millis() / 1000.0,
                faults(line.plan()),
                line.failure().isEmpty() ? line.violations().size() + " violations" : "FAILED: " + line.failure()));
        line.violations().stream()
                .limit(MOST_SHOWN)
                .forEach(violation -> text.append("\n  " + violation.rule() + ": " + violation.text()));
        if (!line.violations().isEmpty()) {
            text.append("\n  again: ").append(again(line.plan()));
        }
        return text.toString();
    }

    private Map<String, Long> sums() {
        Verdict.Counts sum = lines.stream().map(Line::counts).reduce(Verdict.Counts.NONE, Verdict.Counts::plus);
        Map<String, Long> sums = new LinkedHashMap<>();
        sums.put("messages published", sum.published());
        sums.put("times sent, repeats after unknown outcomes too", sum.attempts());
        sums.put("told stored", sum.stored());
        sums.put("told delivered", sum.acknowledged());
        new TreeMap<>(sum.refused()).forEach((code, count) -> sums.put("refused: " + code, count));
        sums.put("outcome unknown, connection broken", sum.unknown());
        sums.put("received by devices for the first time", sum.received());
        sums.put("copies recognised by their position", sum.recognised());
        sums.put("second positions of repeated messages", sum.repeats());
        sums.put("arrived although refused", sum.arrivedThough());
        sums.put("connections of devices", sum.connections());
        sums.put("of these told whether recovered", sum.recoveries());
        new TreeMap<>(sum.faults()).forEach((kind, count) -> sums.put("fault: " + kind.words(), count));
        for (Violation.Rule rule : Violation.Rule.values()) {
            sums.put("violations: " + rule.name().toLowerCase(Locale.ROOT).replace('_', ' '), violations(rule));
        }
        sums.put(
                "runs that failed",
                lines.stream().filter(line -> !line.failure().isEmpty()).count());
        return sums;
    }

    private long violations(Violation.Rule rule) {
        return lines.stream()
                .flatMap(line -> line.violations().stream())
                .filter(violation -> violation.rule() == rule)
                .count();
    }

    private static String row(Line line) {
        Verdict.Counts counts = line.counts();
        String found =
                line.failure().isEmpty() ? Integer.toString(line.violations().size()) : line.failure();
        return "<tr><td class=\"n\">" + line.plan().seed() + "</td><td>"
                + line.plan().topology().name().toLowerCase(Locale.ROOT) + "</td><td>" + escaped(faults(line.plan()))
                + "</td>" + number(counts.stored()) + number(counts.received()) + number(counts.recognised())
                + number(counts.unknown()) + number(sum(counts.refused()))
                + "<td class=\"n\">" + String.format(Locale.ROOT, "%.1f", line.millis() / 1000.0) + "</td><td class=\""
                + (found.equals("0") ? "good" : "bad") + "\">" + escaped(found) + "</td></tr>\n";
    }

    private static String violations(Line line) {
        return "<h2>Seed " + line.plan().seed() + "</h2>\n<ul>\n"
                + line.violations().stream()
                        .limit(MOST_SHOWN)
                        .map(violation ->
                                "<li>" + violation.rule() + ": <code>" + escaped(violation.text()) + "</code></li>\n")
                        .collect(Collectors.joining())
                + "</ul>\n<p><code>" + again(line.plan()) + "</code></p>\n";
    }

    /** The command that makes the same plan on the same kind of site. */
    private static String again(Plan plan) {
        return "mvn -Pverify verify -Dtruth.runs=1 -Dtruth.seed=" + plan.seed() + " -Dtruth.seconds="
                + plan.length().toSeconds() + " -Dtruth.topology="
                + plan.topology().name().toLowerCase(Locale.ROOT);
    }

    private static String number(long number) {
        return "<td class=\"n\">" + number + "</td>";
    }

    private static String faults(Plan plan) {
        return plan.faults().stream()
                .map(fault -> fault.kind().words() + " at "
                        + String.format(Locale.ROOT, "%.1f s", fault.atMillis() / 1000.0)
                        + (fault.lastsMillis() == 0
                                ? ""
                                : String.format(Locale.ROOT, " for %.1f s", fault.lastsMillis() / 1000.0)))
                .collect(Collectors.joining(", "));
    }

    private static long sum(Map<?, Long> counts) {
        return counts.values().stream().mapToLong(Long::longValue).sum();
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }

    /** A run. */
    private record Line(Plan plan, Verdict.Counts counts, List<Violation> violations, String failure, long millis) {}
}
