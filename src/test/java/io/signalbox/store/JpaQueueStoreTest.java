package io.signalbox.store;

import io.signalbox.queue.QueueStore;
import io.signalbox.testing.QueueContract;
import io.signalbox.testing.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;

/** The queues of the database, without a container. */
class JpaQueueStoreTest {
    @Nested
    class OnH2 extends QueueContract {
        private static TestDatabase database;

        @BeforeAll
        static void start() {
            database = TestDatabase.h2(MessageQueue.class, MessageQueueEntry.class);
        }

        @AfterAll
        static void stop() {
            database.close();
        }

        @Override
        protected QueueStore store() {
            return new JpaQueueStore(database, SETTINGS, clock);
        }
    }

    @Nested
    class OnPostgres extends QueueContract {
        private static TestDatabase database;

        @BeforeAll
        static void start() {
            database = TestDatabase.postgres(MessageQueue.class, MessageQueueEntry.class);
        }

        @AfterAll
        static void stop() {
            database.close();
        }

        @Override
        protected QueueStore store() {
            return new JpaQueueStore(database, SETTINGS, clock);
        }
    }
}
