package io.signalbox.records;

import io.signalbox.testing.MessageRecordQueryContract;

class InMemoryMessageRecordStoreTest extends MessageRecordQueryContract {
    @Override
    protected MessageRecordStore store() {
        return new InMemoryMessageRecordStore(metrics, clock);
    }
}
