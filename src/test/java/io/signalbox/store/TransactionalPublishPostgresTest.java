package io.signalbox.store;

import org.junit.jupiter.api.Nested;

/** The same on PostgreSQL. */
class TransactionalPublishPostgresTest {
    @Nested
    class TransactionalPublish extends TransactionalPublishTest {
        @Override
        Database database() {
            return Database.postgres();
        }
    }

    @Nested
    class PublicationSweep extends PublicationSweepTest {
        @Override
        Database database() {
            return Database.postgres();
        }
    }

    @Nested
    class PublicationRetry extends PublicationRetryTest {
        @Override
        Database database() {
            return Database.postgres();
        }
    }
}
