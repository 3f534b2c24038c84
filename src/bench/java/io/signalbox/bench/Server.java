package io.signalbox.bench;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * How a server is started.
 *
 * @param welcome what its first message on a connection holds, which says that the connection can be reached; null when
 *     that is so with the handshake's answer
 * @param options JVM options and arguments, for a directory of its own and a port; for a C server the whole command
 */
record Server(
        String name,
        Dialect dialect,
        @Nullable String welcome,
        boolean isJvm,
        Options settings,
        BiFunction<Path, Integer, List<String>> options) {
    /** The floor: all others are compared with it. */
    static final String FLOOR = "floor";

    List<String> command(Path directory, int port) {
        List<String> command = new ArrayList<>();
        if (settings.pinned()) {
            command.addAll(List.of("taskset", "-c", "0"));
        }
        if (isJvm) {
            command.addAll(
                    List.of(Bench.java(), "-Xmx" + settings.heap(), "-Djava.io.tmpdir=" + directory.resolve("tmp")));
        }
        command.addAll(options.apply(directory, port));
        return command;
    }
}
