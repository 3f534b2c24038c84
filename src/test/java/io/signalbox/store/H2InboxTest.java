package io.signalbox.store;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

class H2InboxTest extends JpaInboxContract {
    private static Database database;

    @BeforeAll
    static void open() {
        database = Database.h2();
    }

    @AfterAll
    static void close() throws Exception {
        database.close();
    }

    @Override
    Database database() {
        return database;
    }
}
