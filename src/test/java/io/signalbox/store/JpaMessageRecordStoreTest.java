package io.signalbox.store;

import io.signalbox.records.MessageRecordStore;
import io.signalbox.testing.MessageRecordQueryContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The records of messages in the database, without a container. */
class JpaMessageRecordStoreTest {
    @Nested
    class OnH2 extends MessageRecordQueryContract {
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
        protected MessageRecordStore store() {
            return new JpaMessageRecordStore(database, metrics, clock);
        }
    }

    @Nested
    class OnPostgres extends MessageRecordQueryContract {
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
        protected MessageRecordStore store() {
            return new JpaMessageRecordStore(database, metrics, clock);
        }
    }
}
