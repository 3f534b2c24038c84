package io.signalbox.truth;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** One message with all the times that it was sent and all positions that it was seen at. Filled by the checker. */
final class Sent {
    final String id;
    final String sender;
    final String receiver;
    final List<Attempt> attempts = new ArrayList<>();
    final Set<String> positions = new HashSet<>();
    int storedAt = Integer.MAX_VALUE;
    boolean received;
    boolean acknowledged;

    Sent(String id, String sender, String receiver) {
        this.id = id;
        this.sender = sender;
        this.receiver = receiver;
    }

    boolean isStored() {
        return storedAt < Integer.MAX_VALUE;
    }

    /**
     * Whether a device must see this before a later message of the same sender, whichever of the times that the other was
     * sent it comes from.
     */
    boolean mustPrecede(Sent later) {
        return later.attempts.stream().allMatch(this::mustPrecede);
    }

    /**
     * It was told {@code stored} before the other was sent; or both were sent over one connection, this first, and what
     * came of it is not left open by a repeat.
     */
    private boolean mustPrecede(Attempt later) {
        return attempts.stream().anyMatch(attempt -> {
            boolean certain = attempt.is(Attempt.Outcome.STORED)
                    || (attempts.size() == 1 && !attempt.is(Attempt.Outcome.REFUSED));
            return attempt.storedBefore(later.at)
                    || (certain && attempt.connection.equals(later.connection) && attempt.at < later.at);
        });
    }
}
