package io.signalbox.it;

import io.signalbox.run.NodeProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The same WAR on a real PostgreSQL, chosen by settings alone. */
class PostgresIT {
    private static EmbeddedPostgres postgres;

    @BeforeAll
    static void start_the_database() throws Exception {
        postgres = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start();
    }

    @AfterAll
    static void stop_the_database() throws Exception {
        postgres.close();
    }

    @Test
    @Tag("R12")
    @Tag("R13")
    void stored_messages_survive_an_orderly_stop_and_a_kill() throws Exception {
        RestartIT.survives("postgres", settings());
    }

    @Test
    void the_typescript_client_finds_everything_on_postgresql_too() throws Exception {
        int port = Nodes.freePort();
        try (NodeProcess node = Nodes.ready(Nodes.start("postgres-e2e", port, settings()))) {
            Script.passes(
                    Path.of("target", "client-typescript", "test", "e2e.js"),
                    "ws://127.0.0.1:" + node.uri().getPort() + "/ws");
        }
    }

    private static Map<String, String> settings() {
        return Map.of(
                "db.class", "org.postgresql.ds.PGSimpleDataSource",
                "db.url", "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres",
                "db.user", "postgres",
                "db.password", "postgres");
    }
}
