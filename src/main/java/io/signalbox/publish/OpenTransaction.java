package io.signalbox.publish;

import io.signalbox.hub.SendOrder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What one transaction has published so far. Used by the thread of the transaction, then handed to the relay. */
final class OpenTransaction {
    private final String id = UUID.randomUUID().toString();
    private final Instant begun;
    private final Instant due;
    private final List<Publication> publications = new ArrayList<>();

    /** @param due when any node may send what this one did not */
    OpenTransaction(Instant begun, Instant due) {
        this.begun = begun;
        this.due = due;
    }

    String id() {
        return id;
    }

    Instant due() {
        return due;
    }

    int size() {
        return publications.size();
    }

    /** The next message has this id unless it brings one. */
    String nextMessageId() {
        return id + "-" + publications.size();
    }

    void add(long row, SendOrder order) {
        publications.add(new Publication(row, id, publications.size(), order, begun, 0));
    }

    List<Publication> publications() {
        return publications;
    }
}
