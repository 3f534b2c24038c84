package io.signalbox.hub;

import java.util.ArrayList;
import java.util.List;

/**
 * What became of a message of the application. Of one to a user the numbers count users; of one to groups members, and
 * of any other broadcast connections, both those of this node: what other nodes do with their copy is not waited for.
 *
 * @param mode how it was delivered
 * @param total whom it was for
 * @param online how many of them are connected and took it, or will get it from their inbox at once
 * @param offline how many are not
 * @param stored how many have it in their inbox
 * @param failed how many neither took it nor have it in their inbox, though they should
 * @param errors why, at most {@link #MAX_ERRORS}
 */
public record Sent(DeliveryMode mode, int total, int online, int offline, int stored, int failed, List<String> errors) {
    /** Most errors that are kept; the number of all is {@link #failed}. */
    public static final int MAX_ERRORS = 16;

    public Sent {
        errors = List.copyOf(errors.size() > MAX_ERRORS ? errors.subList(0, MAX_ERRORS) : errors);
    }

    /** Nobody was meant. */
    static Sent none(DeliveryMode mode) {
        return new Sent(mode, 0, 0, 0, 0, 0, List.of());
    }

    static Sent to(DeliveryMode mode, LocalDelivery.Reach reach) {
        return new Sent(mode, reach.total(), reach.taken(), reach.total() - reach.taken(), 0, 0, List.of());
    }

    static Sent of(GroupReceipt receipt) {
        List<String> errors =
                receipt.failed() == 0 ? List.of() : List.of("not stored for " + receipt.failed() + " members");
        return new Sent(
                DeliveryMode.GROUP_RELIABLE,
                receipt.members(),
                receipt.online(),
                receipt.members() - receipt.online(),
                receipt.stored(),
                receipt.failed(),
                errors);
    }

    /** Of a message to one user. */
    static Sent of(Attempt attempt) {
        int online = attempt.online() ? 1 : 0;
        if (attempt.failure() != null) {
            return new Sent(DeliveryMode.P2P, 1, 0, 1, 0, 1, List.of(attempt.explanation()));
        }
        return new Sent(DeliveryMode.P2P, 1, online, 1 - online, attempt.stored() ? 1 : 0, 0, List.of());
    }

    /** Whether nobody missed it who was to have it. */
    public boolean succeeded() {
        return failed == 0;
    }

    /** Both together, with this one's mode. */
    public Sent plus(Sent other) {
        List<String> all = new ArrayList<>(errors);
        all.addAll(other.errors);
        return new Sent(
                mode,
                total + other.total,
                online + other.online,
                offline + other.offline,
                stored + other.stored,
                failed + other.failed,
                all);
    }
}
