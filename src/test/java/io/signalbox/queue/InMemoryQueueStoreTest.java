package io.signalbox.queue;

import io.signalbox.testing.QueueContract;

class InMemoryQueueStoreTest extends QueueContract {
    @Override
    protected QueueStore store() {
        return new InMemoryQueueStore(SETTINGS, clock);
    }
}
