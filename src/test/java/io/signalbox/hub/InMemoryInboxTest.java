package io.signalbox.hub;

import io.signalbox.testing.InboxContract;

class InMemoryInboxTest extends InboxContract {
    @Override
    protected Inbox inbox(WhenFull whenFull, CursorSettings devices) {
        return new InMemoryInbox(clock, RETENTION, MAX_ENTRIES, whenFull, devices);
    }
}
