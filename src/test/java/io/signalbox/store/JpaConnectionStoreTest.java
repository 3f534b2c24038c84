package io.signalbox.store;

import io.signalbox.records.ConnectionStore;
import io.signalbox.testing.ConnectionStoreContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The connection records of the database, without a container. */
class JpaConnectionStoreTest {
    @Nested
    class OnH2 extends ConnectionStoreContract {
        private static Database database;

        @BeforeAll
        static void start() {
            database = Database.h2();
        }

        @AfterAll
        static void stop() throws Exception {
            database.close();
        }

        @Override
        protected ConnectionStore store() {
            return new JpaConnectionStore(database);
        }
    }

    @Nested
    class OnPostgres extends ConnectionStoreContract {
        private static Database database;

        @BeforeAll
        static void start() {
            database = Database.postgres();
        }

        @AfterAll
        static void stop() throws Exception {
            database.close();
        }

        @Override
        protected ConnectionStore store() {
            return new JpaConnectionStore(database);
        }
    }
}
