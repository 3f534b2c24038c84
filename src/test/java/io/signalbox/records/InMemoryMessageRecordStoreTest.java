package io.signalbox.records;

import io.signalbox.testing.MessageRecordContract;

class InMemoryMessageRecordStoreTest extends MessageRecordContract {
    @Override
    protected MessageRecordStore store() {
        return new InMemoryMessageRecordStore(metrics, clock);
    }
}
