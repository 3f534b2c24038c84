package io.signalbox.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * What the kernel counted until now, from {@code /proc}: in ticks of 10 ms, so a window should be a second or more.
 *
 * @param serverCpuMicros user and system time of the server's process
 * @param ownCpuMicros of this process
 * @param allCpuMicros of the machine
 * @param rssBytes resident memory of the server
 */
record Snapshot(long timeNanos, long serverCpuMicros, long ownCpuMicros, long allCpuMicros, long rssBytes) {
    private static final long TICK_MICROS = 10_000;
    private static final int UTIME = 11;
    private static final int STIME = 12;

    static Snapshot of(ServerProcess server) {
        try {
            return new Snapshot(
                    System.nanoTime(),
                    processCpu(Path.of("/proc", Long.toString(server.pid()), "stat")),
                    processCpu(Path.of("/proc/self/stat")),
                    machineCpu(),
                    rss(server.pid()));
        } catch (IOException e) {
            throw new BenchException(server.name() + " ended, or this is not Linux: its log says more", e);
        }
    }

    /** Cores that others used between two snapshots. */
    static double otherCores(Snapshot before, Snapshot after) {
        long others = after.allCpuMicros
                - before.allCpuMicros
                - (after.serverCpuMicros - before.serverCpuMicros)
                - (after.ownCpuMicros - before.ownCpuMicros);
        return Math.max(0, others * 1e3 / (after.timeNanos - before.timeNanos));
    }

    private static long processCpu(Path stat) throws IOException {
        String text = Files.readString(stat);
        // The name before it may hold anything, in parentheses.
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
        return (Long.parseLong(fields[UTIME]) + Long.parseLong(fields[STIME])) * TICK_MICROS;
    }

    /** User, nice, system, interrupts: everything but idle, waiting for disks and stolen. */
    private static long machineCpu() throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/stat"));
        String[] fields = lines.get(0).split(" +");
        long ticks = 0;
        for (int i : new int[] {1, 2, 3, 6, 7}) {
            ticks += Long.parseLong(fields[i]);
        }
        return ticks * TICK_MICROS;
    }

    private static long rss(long pid) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(pid), "status"))) {
            if (line.startsWith("VmRSS:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        return 0;
    }
}
