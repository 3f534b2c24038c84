package io.signalbox.hub;

import io.signalbox.protocol.Message;
import io.signalbox.session.ClientSession;
import java.util.ArrayList;
import java.util.List;

/** Collects what one page of a replay put into an outbox, for {@link OfflineMessagesPushed}. Used by one thread. */
class PushedPage {
    /** Collects nothing: nobody wants to know. */
    static final PushedPage UNTOLD = new PushedPage() {
        @Override
        void add(Message message, boolean taken) {}
    };

    private final List<String> pushed = new ArrayList<>();
    private final List<String> failed = new ArrayList<>();

    /** @param taken whether the outbox took it */
    void add(Message message, boolean taken) {
        String id = message.messageId();
        if (id != null) {
            (taken ? pushed : failed).add(id);
        }
    }

    void tell(Reports reports, ClientSession to) {
        if (!pushed.isEmpty() || !failed.isEmpty()) {
            reports.replayed(to, pushed, failed);
        }
    }
}
