package io.signalbox.hub;

import io.signalbox.testing.InboxCursorContract;

class InMemoryInboxTest extends InboxCursorContract {
    @Override
    protected Inbox inbox(WhenFull whenFull, CursorSettings devices) {
        return new InMemoryInbox(clock, RETENTION, MAX_ENTRIES, whenFull, devices);
    }
}
