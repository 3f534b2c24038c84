package io.signalbox.hub;

import io.signalbox.testing.GroupStoreContract;

class InMemoryGroupStoreTest extends GroupStoreContract {
    @Override
    protected GroupStore groups() {
        return new InMemoryGroupStore();
    }
}
