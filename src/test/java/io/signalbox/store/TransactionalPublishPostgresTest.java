package io.signalbox.store;

import io.signalbox.testing.TestDatabase;

/** The same on PostgreSQL. */
class TransactionalPublishPostgresTest extends TransactionalPublishTest {
    @Override
    TestDatabase database() {
        return TestDatabase.postgres(OutboxMessage.class);
    }
}
