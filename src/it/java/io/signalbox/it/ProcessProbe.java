package io.signalbox.it;

import io.signalbox.run.NodeProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * What another process holds, as Linux and its JVM tell.
 *
 * @param threads of the operating system
 * @param files open descriptors, sockets included
 * @param heapBytes live objects after a full collection
 * @param residentBytes memory that the operating system gave it
 */
record ProcessProbe(long threads, long files, long heapBytes, long residentBytes) {
    static ProcessProbe of(NodeProcess node) throws IOException, InterruptedException {
        // The first collection finds what finalizers and cleaners then let go of.
        liveBytes(node.pid());
        long heap = liveBytes(node.pid());
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

    /** The histogram's total; asking for it collects first. */
    private static long liveBytes(long pid) throws IOException, InterruptedException {
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
        return printed.lines()
                .filter(line -> line.startsWith("Total"))
                .mapToLong(line -> Long.parseLong(line.strip().split("\\s+")[2]))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no total: " + printed));
    }

    @Override
    public String toString() {
        return threads + " threads, " + files + " open files, " + heapBytes / 1024 + " KiB live, "
                + residentBytes / 1024 / 1024 + " MiB resident";
    }
}
