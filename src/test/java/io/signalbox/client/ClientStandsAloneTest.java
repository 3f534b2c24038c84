package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.google.errorprone.annotations.CanIgnoreReturnValue;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The client jar holds two packages and needs one library: compiled alone, a type of the server that leaks in fails. */
class ClientStandsAloneTest {
    private static final Path CLIENT = Path.of("src/client/java/io/signalbox/client");
    private static final Path PROTOCOL = Path.of("src/main/java/io/signalbox/protocol");

    @TempDir
    private Path target;

    @Test
    void the_client_compiles_with_nothing_but_the_protocol_and_jackson() throws IOException {
        assertThat(compile(sources())).isEmpty();
    }

    @Test
    void a_type_of_the_server_that_leaks_in_is_noticed() throws IOException {
        Path leak = target.resolve("Leak.java");
        Files.writeString(leak, "package io.signalbox.client; final class Leak { io.signalbox.node.NodeInfo node; }");
        List<Path> sources = sources();
        sources.add(leak);
        assertThat(compile(sources)).contains("io.signalbox.node");
    }

    @Test
    void the_clients_say_the_version_of_the_project() throws IOException {
        Matcher version = Pattern.compile("<version>([0-9.]+)(-SNAPSHOT)?</version>")
                .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(version.find()).isTrue();
        String said = version.group(1);
        assertThat(Files.readString(Path.of("src/client/pom.xml"))).contains("<version>" + said);
        assertThat(Files.readString(CLIENT.resolve("Commands.java"))).contains("VERSION = \"" + said + '"');
        assertThat(Files.readString(Path.of("src/client/typescript/src/commands.ts")))
                .contains("VERSION = '" + said);
        assertThat(Files.readString(Path.of("src/client/typescript/package.json")))
                .contains("\"version\": \"" + said + '"');
    }

    private static List<Path> sources() throws IOException {
        List<Path> sources = new ArrayList<>();
        for (Path folder : List.of(CLIENT, PROTOCOL)) {
            try (Stream<Path> files = Files.list(folder)) {
                files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
            }
        }
        assertThat(sources).hasSizeGreaterThan(30);
        return sources;
    }

    /** What the compiler says; empty when all is well. */
    private String compile(List<Path> sources) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        String classPath = Stream.of(JsonFactory.class, NullMarked.class, CanIgnoreReturnValue.class)
                .map(type ->
                        type.getProtectionDomain().getCodeSource().getLocation().getPath())
                .collect(Collectors.joining(System.getProperty("path.separator")));
        StringWriter says = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            boolean ok = compiler.getTask(
                            says,
                            files,
                            null,
                            List.of(
                                    "-proc:none",
                                    "-implicit:none",
                                    "--release",
                                    "17",
                                    "-d",
                                    target.toString(),
                                    "-cp",
                                    classPath,
                                    "-sourcepath",
                                    target.resolve("none").toString()),
                            null,
                            files.getJavaFileObjectsFromPaths(sources))
                    .call();
            return ok ? "" : says.toString();
        }
    }
}
