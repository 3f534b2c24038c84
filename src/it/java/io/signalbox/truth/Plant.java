package io.signalbox.truth;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Map;

/**
 * A planted bug: what was stored is deleted as it is put into the inbox, while the sender is told {@code stored}. It is a
 * trigger in PostgreSQL, so the hub that is tested is the one that ships. A truth test that does not fail with it
 * proves nothing.
 */
final class Plant {
    private static final List<String> TRIGGER = List.of(
            "create function deleted_on_enqueue() returns trigger language plpgsql as $$ begin "
                    + "delete from inbox_entry where inbox_id = new.inbox_id and seq = new.seq; "
                    + "return null; end $$",
            "create trigger deleted_on_enqueue after insert on inbox_entry "
                    + "for each row execute function deleted_on_enqueue()");

    private Plant() {}

    /** Plants it in a site that works. An H2 in a node takes triggers of classes only, which the node does not have. */
    static void into(Site site) throws SQLException {
        Map<String, String> database = site.database();
        String user = database.getOrDefault("db.user", "");
        String password = database.getOrDefault("db.password", "");
        try (Connection connection = DriverManager.getConnection(database.getOrDefault("db.url", ""), user, password);
                Statement statement = connection.createStatement()) {
            for (String sql : TRIGGER) {
                statement.execute(sql);
            }
        }
    }
}
