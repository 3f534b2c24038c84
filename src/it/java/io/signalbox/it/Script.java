package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Runs a Node.js script and expects that it ends well; what it printed goes to the test's output. */
final class Script {
    static final Path SCREENSHOTS = Path.of("target", "it", "screenshots").toAbsolutePath();

    private Script() {}

    static void passes(Path script, String... arguments) throws IOException, InterruptedException {
        Files.createDirectories(SCREENSHOTS);
        List<String> command = new ArrayList<>(List.of("node", script.toString()));
        command.addAll(List.of(arguments));
        Path output = Files.createTempFile(SCREENSHOTS.getParent(), "script-", ".txt");
        Process process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
        boolean ended = process.waitFor(150, TimeUnit.SECONDS);
        if (!ended) {
            process.destroyForcibly().waitFor();
        }
        String printed = Files.readString(output, StandardCharsets.UTF_8);
        Files.delete(output);
        System.out.println(printed);
        assertThat(ended).as("%s ends in time:%n%s", script, printed).isTrue();
        assertThat(process.exitValue())
                .as("exit code of %s:%n%s", script, printed)
                .isZero();
        assertThat(printed).as("output of %s", script).containsPattern("[1-9]\\d* passed, 0 failed");
    }
}
