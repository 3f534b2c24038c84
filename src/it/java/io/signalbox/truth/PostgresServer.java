package io.signalbox.truth;

import io.signalbox.it.Nodes;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** A PostgreSQL that stops and starts with the same data and port. Used by one thread at a time. */
final class PostgresServer implements AutoCloseable {
    private final Path data;
    private final int port = Nodes.freePort();
    private volatile EmbeddedPostgres server;

    private PostgresServer(Path data) throws IOException {
        this.data = data;
        this.server = launch();
    }

    static PostgresServer start(Path folder) throws IOException {
        return new PostgresServer(folder.resolve("postgres"));
    }

    /** Ends the open sessions and stops. */
    void stop() throws IOException {
        server.close();
    }

    /** Ends it at once (SIGQUIT), as a crash would; nothing is written any more. */
    void crash() throws IOException, InterruptedException {
        String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
        Signals.send("QUIT", Long.parseLong(pid));
        ProcessHandle.of(Long.parseLong(pid))
                .ifPresent(process -> process.onExit().join());
        server.close();
    }

    void restart() throws IOException {
        server = launch();
    }

    /** Settings of a node. */
    Map<String, String> settings() {
        return Map.of(
                "db.class", "org.postgresql.ds.PGSimpleDataSource",
                "db.url", "jdbc:postgresql://127.0.0.1:" + port + "/postgres",
                "db.user", "postgres",
                "db.password", "postgres");
    }

    @Override
    public void close() {
        try {
            stop();
        } catch (IOException e) {
            throw new UncheckedIOException("PostgreSQL on port " + port + " is left", e);
        }
    }

    private EmbeddedPostgres launch() throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(data)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("listen_addresses", "127.0.0.1")
                // What is embedded for tests would answer a commit before it is on the disk.
                .setServerConfig("synchronous_commit", "on")
                .start();
    }
}
