package io.signalbox.bench;

import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.HdrHistogram.Histogram;

/**
 * What Maven calls: runs {@link Campaign} in a process of its own, away from Maven's heap and class path. The options
 * of Maven's command line are passed on.
 */
public final class Bench {
    private Bench() {}

    /** @param arguments the project's directory */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(java());
        command.add("-Xmx1g");
        System.getProperties().forEach((key, value) -> {
            if (key.toString().startsWith(Options.PREFIX)) {
                command.add("-D" + key + "=" + value);
            }
        });
        command.addAll(List.of("-cp", classPath(), Campaign.class.getName(), arguments[0]));
        if (Boolean.getBoolean(Options.PREFIX + "pin")) {
            command.addAll(0, List.of("taskset", "-c", "1"));
        }
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new BenchException("the benchmark failed; the output above says why");
        }
    }

    /** The JVM that runs this. */
    static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    /** The benchmark's classes and the histogram, nothing else. */
    static String classPath() {
        return home(Bench.class) + File.pathSeparator + home(Histogram.class);
    }

    /** Where a class was loaded from. */
    static Path home(Class<?> type) {
        try {
            return Path.of(
                    type.getProtectionDomain().getCodeSource().getLocation().toURI());
        } catch (URISyntaxException e) {
            throw new IllegalStateException(e);
        }
    }
}
