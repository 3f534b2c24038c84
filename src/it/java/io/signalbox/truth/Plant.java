package io.signalbox.truth;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * A planted bug: what was stored is deleted as it is put into the inbox, while the sender is told {@code stored}. It is a
 * trigger in the database, so the hub that is tested is the one that ships. A truth test that does not fail with it
 * proves nothing.
 */
final class Plant {
    private static final List<String> POSTGRESQL = List.of(
            "create function deleted_on_enqueue() returns trigger language plpgsql as $$ begin "
                    + "delete from inbox_entry where inbox_id = new.inbox_id and seq = new.seq; "
                    + "return null; end $$",
            "create trigger deleted_on_enqueue after insert on inbox_entry "
                    + "for each row execute function deleted_on_enqueue()");

    private static final List<String> H2 = List.of(
            """
            create trigger deleted_on_enqueue after insert on inbox_entry for each row as $$
            org.h2.api.Trigger create() {
                return new org.h2.tools.TriggerAdapter() {
                    public void fire(java.sql.Connection connection, java.sql.ResultSet old, java.sql.ResultSet row)
                            throws java.sql.SQLException {
                        try (java.sql.PreparedStatement delete = connection.prepareStatement(
                                "delete from inbox_entry where inbox_id = ? and seq = ?")) {
                            delete.setLong(1, row.getLong("inbox_id"));
                            delete.setLong(2, row.getLong("seq"));
                            delete.executeUpdate();
                        }
                    }
                };
            }
            $$
            """);

    private Plant() {}

    /** Plants it in a site that works, whose nodes are stopped meanwhile where they hold the database. */
    static void into(Site site, Topology topology) throws SQLException, InterruptedException {
        if (topology.ownDatabase()) {
            execute(site.database(), POSTGRESQL);
            return;
        }
        site.stop(0);
        try {
            execute(site.database(), H2);
        } finally {
            site.start(0);
            site.awaitReady();
        }
    }

    private static void execute(Map<String, String> database, List<String> statements) throws SQLException {
        String user = database.getOrDefault("db.user", "sa");
        String password = database.getOrDefault("db.password", "sa");
        String url = database.getOrDefault("db.url", "");
        try (Connection connection = DriverManager.getConnection(url, user, password);
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
