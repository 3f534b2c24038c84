package io.signalbox.it;

import io.signalbox.run.NodeProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What another process holds, as Linux and its JVM tell.
 *
 * @param threads of the operating system
 * @param files open descriptors, sockets included
 * @param bytesByClass live objects after a full collection
 * @param residentBytes memory that the operating system gave it
 */
record ProcessProbe(long threads, long files, Map<String, Long> bytesByClass, long residentBytes) {
    static ProcessProbe of(NodeProcess node) throws IOException, InterruptedException {
        // The first collection finds what finalizers and cleaners then let go of.
        histogram(node.pid());
        Map<String, Long> heap = histogram(node.pid());
        Path proc = Path.of("/proc", Long.toString(node.pid()));
        return new ProcessProbe(entries(proc.resolve("task")), entries(proc.resolve("fd")), heap, resident(node));
    }

    static long resident(NodeProcess node) throws IOException {
        Path status = Path.of("/proc", Long.toString(node.pid()), "status");
        return Files.readAllLines(status).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) * 1024)
                .findFirst()
                .orElseThrow();
    }

    private static long entries(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.count();
        }
    }

    long heapBytes() {
        return bytesByClass.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The classes whose objects take most more bytes than they did, the largest first. */
    List<String> mostMoreThan(ProcessProbe before) {
        Map<String, Long> more = new HashMap<>();
        bytesByClass.forEach((name, bytes) -> more.put(name, bytes - before.bytesByClass.getOrDefault(name, 0L)));
        return more.entrySet().stream()
                .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
                .limit(12)
                .map(entry -> entry.getKey() + " +" + entry.getValue())
                .toList();
    }

    /** Asking for it collects first. */
    private static Map<String, Long> histogram(long pid) throws IOException, InterruptedException {
        Process jcmd = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                        Long.toString(pid),
                        "GC.class_histogram")
                .redirectErrorStream(true)
                .start();
        String printed = new String(jcmd.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (jcmd.waitFor() != 0) {
            throw new AssertionError("jcmd: " + printed);
        }
        Map<String, Long> bytes = new HashMap<>();
        // A line is: number, instances, bytes, class.
        printed.lines()
                .map(line -> line.strip().split("\\s+"))
                .filter(columns -> columns.length >= 4 && columns[0].endsWith(":"))
                .forEach(columns -> bytes.merge(columns[3], Long.parseLong(columns[2]), Long::sum));
        if (bytes.isEmpty()) {
            throw new AssertionError("no histogram: " + printed);
        }
        return Map.copyOf(bytes);
    }

    @Override
    public String toString() {
        return threads + " threads, " + files + " open files, " + heapBytes() / 1024 + " KiB live, "
                + residentBytes / 1024 / 1024 + " MiB resident";
    }
}
