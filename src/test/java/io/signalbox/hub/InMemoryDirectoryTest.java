package io.signalbox.hub;

import io.signalbox.testing.DirectoryContract;

class InMemoryDirectoryTest extends DirectoryContract {
    @Override
    protected Directory directory() {
        return new InMemoryDirectory(SELF);
    }
}
