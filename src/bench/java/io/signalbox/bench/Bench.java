package io.signalbox.bench;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.HdrHistogram.Histogram;

/**
 * What Maven calls: runs {@link Campaign}, or with {@code -Dbench.store} {@link StoreBench}, in a process of its own, away
 * from Maven's heap. The options of Maven's command line are passed on.
 */
public final class Bench {
    private Bench() {}

    /** @param arguments the project's directory */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        String store = System.getProperty(Options.PREFIX + "store");
        List<String> command = store == null ? campaign(arguments[0]) : store(store);
        int exit = new ProcessBuilder(command).inheritIO().start().waitFor();
        if (exit != 0) {
            throw new BenchException("the benchmark failed; the output above says why");
        }
    }

    private static List<String> campaign(String project) {
        List<String> command = new ArrayList<>();
        if (Boolean.getBoolean(Options.PREFIX + "pin")) {
            command.addAll(List.of("taskset", "-c", "1"));
        }
        command.addAll(List.of(java(), "-Xmx1g"));
        System.getProperties().forEach((key, value) -> {
            if (key.toString().startsWith(Options.PREFIX)) {
                command.add("-D" + key + "=" + value);
            }
        });
        command.addAll(List.of("-cp", classPath(), Campaign.class.getName(), project));
        return command;
    }

    /** @param arguments of {@link StoreBench}, with commas between */
    private static List<String> store(String arguments) {
        List<String> command = new ArrayList<>(List.of(java(), "-cp", wholeClassPath(), StoreBench.class.getName()));
        command.addAll(List.of(arguments.split(",")));
        return command;
    }

    /** Everything that Maven gave this benchmark: the hub, its store and the databases too. */
    private static String wholeClassPath() {
        if (Bench.class.getClassLoader() instanceof URLClassLoader loader) {
            return Arrays.stream(loader.getURLs())
                    .map(url -> Path.of(URI.create(url.toString())).toString())
                    .collect(Collectors.joining(File.pathSeparator));
        }
        return System.getProperty("java.class.path");
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
