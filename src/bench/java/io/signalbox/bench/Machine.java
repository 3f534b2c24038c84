package io.signalbox.bench;

import java.io.IOException;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** Where it was measured: without that a figure says nothing. */
final class Machine {
    private Machine() {}

    static List<String> facts(Options options) throws IOException {
        String collectors = ManagementFactory.getGarbageCollectorMXBeans().stream()
                .map(GarbageCollectorMXBean::getName)
                .collect(Collectors.joining(", "));
        return List.of(
                "- cores: " + Runtime.getRuntime().availableProcessors() + ", " + cpu(),
                "- kernel: " + System.getProperty("os.name") + " " + System.getProperty("os.version"),
                "- JDK: " + System.getProperty("java.runtime.version") + " (" + System.getProperty("java.vendor")
                        + "), -Xmx" + options.heap() + " for each server, collector by default here: " + collectors,
                "- command: mvn -Pbench verify" + given(),
                "- " + options);
    }

    private static String cpu() throws IOException {
        return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
                .filter(line -> line.startsWith("model name"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("unknown processor");
    }

    private static String given() {
        return System.getProperties().stringPropertyNames().stream()
                .filter(name -> name.startsWith(Options.PREFIX))
                .sorted()
                .map(name -> " -D" + name + "=" + System.getProperty(name))
                .collect(Collectors.joining());
    }
}
