package io.signalbox.truth;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** Behind {@code mvn -Pverify verify}: many runs, one after the other, and the report. Exit code 1: a promise broken. */
public final class Truth {
    private static final Path FOLDER = Path.of("target", "truth");

    private Truth() {}

    /** @param arguments none */
    public static void main(String[] arguments) throws IOException, InterruptedException, SQLException {
        TruthOptions options = TruthOptions.fromProperties();
        TruthReport report = new TruthReport();
        Map<Topology, Site> sites = new EnumMap<>(Topology.class);
        long end = System.nanoTime() + options.budget().toNanos();
        try {
            for (int i = 0; i < options.runs() && System.nanoTime() < end; i++) {
                long seed = options.seed() + i;
                Topology topology = options.topology(seed);
                if (!sites.containsKey(topology)) {
                    sites.put(topology, site(topology, options));
                }
                run(Plan.of(seed, topology, options.length()), sites, report);
            }
        } finally {
            sites.values().forEach(Site::close);
            report.write(FOLDER.resolve("report.html"));
        }
        System.out.print(report.text());
        System.exit(report.isClean() ? 0 : 1);
    }

    private static void run(Plan plan, Map<Topology, Site> sites, TruthReport report)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        try {
            Site site = Objects.requireNonNull(sites.get(plan.topology()));
            Verdict verdict = Run.of(plan, site, FOLDER.resolve(Long.toString(plan.seed())));
            long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin);
            System.out.println(report.add(plan, verdict, millis));
        } catch (IllegalStateException e) {
            // What the nodes are in now is not known: the next run gets new ones.
            System.out.println(report.failed(plan, e));
            Objects.requireNonNull(sites.remove(plan.topology())).close();
        }
    }

    private static Site site(Topology topology, TruthOptions options)
            throws IOException, InterruptedException, SQLException {
        Site site = Site.start(topology, FOLDER.resolve("nodes"));
        if (options.plant()) {
            Plant.into(site);
        }
        return site;
    }
}
