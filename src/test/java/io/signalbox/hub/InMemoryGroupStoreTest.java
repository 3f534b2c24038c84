package io.signalbox.hub;

import io.signalbox.testing.GroupStoreContract;

class InMemoryGroupStoreTest extends GroupStoreContract {
    @Override
    protected GroupStore groups(GroupSettings bounds) {
        return new InMemoryGroupStore(bounds);
    }
}
