package io.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.Appended;
import io.signalbox.hub.DeviceAcks;
import io.signalbox.hub.Inbox;
import io.signalbox.hub.WhenFull;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.testing.Frames;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.Users;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Duration;
import java.util.List;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.Test;

/** What waited in a database of an earlier version still waits, at its position. */
class MigrationTest {
    private static final UserKey ALICE = Users.user("alice");
    private static final UserKey BOB = Users.user("bob");

    @Test
    void h2() throws Exception {
        JdbcConnectionPool pool = Database.h2Pool("jdbc:h2:mem:migration;DB_CLOSE_DELAY=-1");
        try {
            migrates(pool);
        } finally {
            pool.dispose();
        }
    }

    @Test
    void postgresql() throws Exception {
        try (EmbeddedPostgres server = Database.startPostgres()) {
            DataSource source = Database.postgresSource(server);
            try (Pool pool = new Pool(source, 4)) {
                migrates(pool);
            }
        }
    }

    private static void migrates(DataSource source) throws Exception {
        Database.migrate(source, "1");
        try (Connection connection = source.getConnection()) {
            long alice = inbox(connection, ALICE, 9, 2);
            long bob = inbox(connection, BOB, 4, 2);
            entry(connection, alice, 7, "m7");
            entry(connection, alice, 9, "m9");
            entry(connection, bob, 2, "m7");
            entry(connection, bob, 4, "m4");
        }
        try (Database database = Database.of(source)) {
            Inbox inbox = new JpaInbox(
                    database,
                    Settings.hub(100, Duration.ofDays(7)),
                    new StoreSettings(WhenFull.REFUSE, Duration.ofSeconds(5), 100, 100),
                    Runnable::run,
                    new Metrics(),
                    new ManualClock());
            Inbox.Page page = inbox.read(ALICE, 0, 10);
            assertThat(page.entries())
                    .containsExactly(new Inbox.Entry(7, message("m7")), new Inbox.Entry(9, message("m9")));
            assertThat(page.head()).isEqualTo(9);
            assertThat(page.epoch())
                    .isNotEmpty()
                    .isNotEqualTo(inbox.read(BOB, 0, 10).epoch());
            assertThat(inbox.append(ALICE, message("m9"))).as("waits already").isEqualTo(9);
            assertThat(inbox.acknowledge(ALICE, new DeviceAcks("c", null, 0, List.of(), List.of("m7")))
                            .messages())
                    .containsExactly(message("m7"));
            assertThat(append(inbox, List.of(ALICE, BOB, Users.user("new"))))
                    .extracting(Appended::seq)
                    .containsExactly(10L, 5L, 1L);
            assertThat(inbox.acknowledge(BOB, new DeviceAcks("c", null, 0, List.of(2L), List.of()))
                            .messages())
                    .containsExactly(message("m7"));
            assertThat(database.rows("inbox_payload")).isEqualTo(3);
        }
    }

    private static List<Appended> append(Inbox inbox, List<UserKey> users) {
        Message message = message("fresh");
        return inbox.appendAll(users, message, JsonCodec.encode(message)).join();
    }

    private static long inbox(Connection connection, UserKey user, long last, long entries) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                "insert into inbox (app_id, namespace, user_id, last_seq, entries) values (?, ?, ?, ?, ?)",
                Statement.RETURN_GENERATED_KEYS)) {
            insert.setString(1, user.tenant().appId());
            insert.setString(2, user.tenant().namespace());
            insert.setString(3, user.userId());
            insert.setLong(4, last);
            insert.setLong(5, entries);
            insert.executeUpdate();
            try (var keys = insert.getGeneratedKeys()) {
                keys.next();
                return keys.getLong(1);
            }
        }
    }

    private static void entry(Connection connection, long inbox, long seq, String id) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("insert into inbox_entry"
                + " (inbox_id, seq, message_id, sender, body, stored_at, expires_at) values (?, ?, ?, ?, ?, ?, ?)")) {
            insert.setLong(1, inbox);
            insert.setLong(2, seq);
            insert.setString(3, id);
            insert.setString(4, "carol");
            insert.setString(5, JsonCodec.encode(message(id)).live());
            insert.setTimestamp(6, Timestamp.from(ManualClock.START));
            insert.setTimestamp(7, Timestamp.from(ManualClock.START.plus(Duration.ofDays(7))));
            insert.executeUpdate();
        }
    }

    private static Message message(String id) {
        return Frames.text(id).from("carol", "Carol", "visitor", "c-1").build();
    }
}
