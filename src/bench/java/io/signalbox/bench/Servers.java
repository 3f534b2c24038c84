package io.signalbox.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The servers that are compared, all of them, and how each is started. */
final class Servers {
    /** Every setting of the hub is in this page, which a test generates from the code. */
    private static final String SETTINGS_PAGE = "docs/configuration.md";

    private final Options options;
    private final Path project;
    private final Path directory;
    private final String settingsPage;

    Servers(Options options, Path project, Path directory) throws IOException {
        this.options = options;
        this.project = project;
        this.directory = directory;
        this.settingsPage = Files.readString(project.resolve(SETTINGS_PAGE));
    }

    /** Those that the options name; those that this state of the project does not have are left out, and said so. */
    List<Server> chosen() throws IOException, InterruptedException {
        List<Server> chosen = new ArrayList<>();
        for (String name : options.servers()) {
            switch (name) {
                case "hub-fast" -> {
                    if (known("signalbox.transport")) {
                        chosen.add(hub(name, "fast"));
                    } else {
                        System.out.println("hub-fast is left out: there is no setting signalbox.transport yet");
                    }
                }
                case "hub-portable" -> chosen.add(hub(name, "portable"));
                case "tyrus" -> chosen.add(tyrus(name));
                case Server.FLOOR -> chosen.add(floor());
                case "c-floor" -> chosen.add(compiled(name));
                default -> throw new IllegalArgumentException("bench.servers: there is no server " + name);
            }
        }
        return chosen;
    }

    private Server hub(String name, String transport) {
        return new Server(name, Dialect.HUB, "\"client_registered\"", true, options, (own, port) -> {
            List<String> command = new ArrayList<>();
            int cluster = freePort();
            set(command, "signalbox.http.port", Integer.toString(port));
            set(command, "signalbox.node.id", name);
            set(command, "signalbox.cluster.name", name);
            set(command, "signalbox.cluster.port", Integer.toString(cluster));
            set(command, "signalbox.cluster.mode", "tcpip:127.0.0.1:" + cluster);
            set(command, "signalbox.session.idle-timeout", "0s");
            set(command, "signalbox.transport", transport);
            // A schedule does not wait; a refused message would be a gap. What waits is bounded by the length of a run.
            set(command, "signalbox.hub.strand-capacity", "100000");
            // The load is far beyond what one honest client sends.
            for (String limit : List.of("rate", "burst", "user-rate", "user-burst")) {
                set(command, "signalbox.session." + limit, "1000000");
            }
            set(command, "signalbox.hub.max-connections", "100000");
            command.addAll(
                    List.of("-jar", project.resolve("target/signalbox.jar").toString()));
            return command;
        });
    }

    /** A hub refuses to start with a setting that it does not know. */
    private void set(List<String> command, String key, String value) {
        if (known(key)) {
            command.add("-D" + key + "=" + value);
        }
    }

    private boolean known(String key) {
        return settingsPage.contains("`" + key + "`");
    }

    /** The same server without the hub: an annotated endpoint in a WAR, served by the Tyrus that is inside. */
    private Server tyrus(String name) throws IOException {
        Path war = directory.resolve("ROOT.war");
        try (OutputStream out = Files.newOutputStream(war);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            String entry = TyrusEndpoint.class.getName().replace('.', '/') + ".class";
            zip.putNextEntry(new ZipEntry("WEB-INF/classes/" + entry));
            zip.write(Files.readAllBytes(Bench.home(TyrusEndpoint.class).resolve(entry)));
            zip.closeEntry();
        }
        return new Server(
                name,
                Dialect.PLAIN,
                TyrusEndpoint.READY,
                true,
                options,
                (own, port) -> List.of(
                        "-Dsignalbox.http.address=127.0.0.1",
                        "-Djava.net.preferIPv4Stack=true",
                        "-jar",
                        project.resolve("target/payara-micro.jar").toString(),
                        "--nocluster",
                        "--disablephonehome",
                        "--prebootcommandfile",
                        project.resolve("server-config/preboot.txt").toString(),
                        "--port",
                        Integer.toString(port),
                        "--deploy",
                        war.toString()));
    }

    private Server floor() {
        return new Server(
                Server.FLOOR,
                Dialect.PLAIN,
                null,
                true,
                options,
                (own, port) -> List.of(
                        "-cp",
                        Bench.classPath(),
                        FloorServer.class.getName(),
                        Integer.toString(port),
                        Integer.toString(options.drop())));
    }

    private Server compiled(String name) throws IOException, InterruptedException {
        Path binary = directory.resolve("c-floor.bin");
        int exit = new ProcessBuilder("gcc", "-O2", "-o", binary.toString(), options.source())
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new BenchException("gcc does not compile " + options.source());
        }
        return new Server(
                name,
                Dialect.PLAIN,
                null,
                false,
                options,
                (own, port) -> List.of(binary.toString(), Integer.toString(port)));
    }

    /** A port that is free now. */
    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
