package io.signalbox.records;

import io.signalbox.testing.ConnectionStoreContract;

class InMemoryConnectionStoreTest extends ConnectionStoreContract {
    @Override
    protected ConnectionStore store() {
        return new InMemoryConnectionStore(1000);
    }
}
