package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.run.NodeProcess;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A process that ends between the commit of a business transaction and the relay of what it published. The WAR has an
 * application and the fault in it ({@link ShopArchive}); the node that comes after it is the one that ships.
 */
@Tag("M9")
class PublishCrashIT {
    private static Path shop;

    @BeforeAll
    static void build_the_shop() throws IOException {
        shop = ShopArchive.uberJar(Nodes.folder("shop"));
    }

    @Test
    void what_was_committed_is_sent_after_a_crash_before_the_relay() throws Exception {
        Map<String, String> database = Nodes.h2File(Nodes.folder("publish-crash"));
        crashes("publish-crash", database, String.valueOf(database.get("db.url")), "sa");
    }

    @Test
    void the_same_on_postgresql() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setServerConfig("listen_addresses", "127.0.0.1")
                .start()) {
            String url = "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
            Map<String, String> database = Map.of(
                    "db.class", "org.postgresql.ds.PGSimpleDataSource",
                    "db.url", url,
                    "db.user", "postgres",
                    "db.password", "postgres");
            crashes("publish-crash-postgres", database, url, "postgres");
        }
    }

    private static void crashes(String name, Map<String, String> database, String url, String user) throws Exception {
        Map<String, String> settings = new HashMap<>(database);
        settings.put("signalbox.publish.sweep-after", "2s");
        settings.put("signalbox.publish.sweep-every", "200ms");
        int port = Nodes.freePort();
        try (NodeProcess node = Nodes.ready(Nodes.start(shop, name, port, settings))) {
            assertThatThrownBy(() -> Http.post(node.uri(), "/shop?order=x1&buyer=xenia&end=crash", ""))
                    .isInstanceOf(IOException.class);
            assertThat(node.await(Nodes.STOP)).isEqualTo(CrashingTransaction.EXIT);
        }
        assertThat(count(url, user, "shop_order")).isEqualTo(1);
        assertThat(count(url, user, "outbox_message")).isEqualTo(2);
        assertThat(count(url, user, "inbox_entry")).isZero();
        try (NodeProcess node = Nodes.ready(Nodes.start(name, port, settings))) {
            // The buyer is away until then: an untracked message may overtake one that waits in the inbox.
            Awaitility.await()
                    .atMost(Nodes.STOP)
                    .until(() -> Http.metric(node.uri(), "signalbox_publications_relayed_total") == 2);
            assertThat(Http.metric(node.uri(), "signalbox_publications_waiting"))
                    .isZero();
            try (Peer buyer = Peer.connect(node.uri(), "/ws?user_id=xenia")) {
                Message first = buyer.await(MessageType.TEXT);
                assertThat(first.content()).isEqualTo("took x1");
                assertThat(buyer.await(MessageType.TEXT).content()).isEqualTo("sent x1");
                assertThat(buyer.drained()).isEmpty();
            }
            assertThat(node.stop(Nodes.STOP)).isEqualTo(143);
        }
        assertThat(count(url, user, "outbox_message")).isZero();
    }

    private static long count(String url, String user, String table) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url, user, user);
                Statement sql = connection.createStatement();
                ResultSet rows = sql.executeQuery("select count(*) from " + table)) {
            rows.next();
            return rows.getLong(1);
        }
    }
}
