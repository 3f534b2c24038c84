package io.signalbox.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * Ends a start that cannot succeed with one clear message and an exit code, instead of a server that runs without its
 * application. Only when the process is ours alone, which the launcher says by a system property; inside somebody
 * else's server the deployment fails and the server lives on.
 */
public enum StartFailure {
    /** Something that we did not foresee. */
    UNEXPECTED(1),
    /** The configuration is not usable. */
    BAD_SETTING(2),
    /** The database does not answer, or its schema cannot be brought up to date. */
    DATABASE(4);

    /** Set by our launcher to {@code true}: this process runs nothing else. */
    public static final String LAUNCHED = "signalbox.launched";
    /** Set to {@code true} when the application is up; the launcher waits for it. */
    public static final String STARTED = "signalbox.started";

    private final int exitCode;

    StartFailure(int exitCode) {
        this.exitCode = exitCode;
    }

    /**
     * Does not return in a process of our own.
     *
     * @return what to throw, in somebody else's server
     */
    public IllegalStateException end(String message, Throwable cause) {
        if (!Boolean.getBoolean(LAUNCHED)) {
            return new IllegalStateException(message, cause);
        }
        System.err.println("signalbox: " + message);
        System.err.flush();
        deleteUnpackedServer();
        // Not exit: the server's shutdown hook waits for the deployment that is calling us.
        Runtime.getRuntime().halt(exitCode);
        return new IllegalStateException(message, cause);
    }

    /** The server unpacks itself to a temporary folder of about 100 MB, which only an orderly stop would remove. */
    private static void deleteUnpackedServer() {
        String root = System.getProperty("com.sun.aas.instanceRoot", "");
        if (!root.contains("payaramicro-rt")) {
            return;
        }
        try (Stream<Path> files = Files.walk(Path.of(root))) {
            List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
            for (Path file : deepestFirst) {
                Files.deleteIfExists(file);
            }
        } catch (IOException | UncheckedIOException e) {
            System.err.println("signalbox: temporary files left in " + root + ": " + e.getMessage());
        }
    }
}
