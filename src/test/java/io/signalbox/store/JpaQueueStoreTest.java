package io.signalbox.store;

import io.signalbox.queue.QueueStore;
import io.signalbox.testing.QueueContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The queues of the database, without a container. */
class JpaQueueStoreTest {
    @Nested
    class OnH2 extends QueueContract {
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
        protected QueueStore store() {
            return new JpaQueueStore(database, SETTINGS, clock);
        }
    }

    @Nested
    class OnPostgres extends QueueContract {
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
        protected QueueStore store() {
            return new JpaQueueStore(database, SETTINGS, clock);
        }
    }
}
