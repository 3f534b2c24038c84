package io.signalbox.publish;

import io.signalbox.hub.Origin;
import io.signalbox.hub.SendOrder;
import io.signalbox.hub.Sends;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.ProtocolException;
import java.time.Clock;
import java.time.Instant;
import java.util.List;

/**
 * {@link Sends} as part of the caller's JTA transaction: a message is sent if and only if the transaction commits, at
 * least once, and its receivers find it under the id that is answered here. What no client could send either is refused
 * now ({@link ProtocolException}), and so is a tenant that the sender does not reach ({@link IllegalArgumentException}).
 * Whether receivers are there, or their inboxes take it, is found out after the commit; what cannot be sent is tried again
 * and in the end {@linkplain #setAside set aside}, never dropped.
 *
 * <p>One transaction's messages are sent in their order; a message that has to be tried again holds up those behind it.
 * Messages of two transactions to one user are sent in the order of the commits when both committed on one node, in both
 * that user is the first receiver, and none had to be tried again.
 *
 * <p>Outside of a transaction every method of sending throws {@link NoTransactionException}. They write to the database,
 * so they block. Safe from any thread.
 */
public final class TransactionalSends {
    /** Most of {@link #setAside(int)}. */
    public static final int MAX_PAGE = 1000;

    private final CallerTransaction transaction;
    private final Publications publications;
    private final Relay relay;
    private final PublishSettings settings;
    private final Clock clock;

    /** @param relay told of what commits */
    public TransactionalSends(
            CallerTransaction transaction,
            Publications publications,
            Relay relay,
            PublishSettings settings,
            Clock clock) {
        this.transaction = transaction;
        this.publications = publications;
        this.relay = relay;
        this.settings = settings;
        this.clock = clock;
    }

    /** To where the message says: receiver, groups, namespace, else the whole app. @return the message's id */
    public String publish(Message message, Origin from) {
        return add(SendOrder.of(message, from));
    }

    /** To a user. @return the message's id */
    public String toUser(UserKey user, Message message, Origin from) {
        return add(SendOrder.toUser(user, message, from));
    }

    /**
     * To the members that the groups have when it is sent.
     *
     * @param excludeSender whether the sender's user gets no copy
     * @return the message's id
     */
    public String toGroups(Tenant tenant, List<String> groups, Message message, Origin from, boolean excludeSender) {
        return add(SendOrder.toGroups(tenant, groups, message, from, excludeSender));
    }

    /** To every connection of a namespace; when its name is empty, of all of the app. @return the message's id */
    public String toNamespace(Tenant tenant, Message message, Origin from) {
        return add(SendOrder.toNamespace(tenant, message, from));
    }

    /** To every connection of an app. @return the message's id */
    public String toApp(String appId, Message message, Origin from) {
        return add(SendOrder.toApp(appId, message, from));
    }

    /** What waits and what was set aside, of all nodes. Asks the database. */
    public Backlog backlog() {
        return publications.backlog();
    }

    /** What was set aside, oldest first. @param limit 1 to {@link #MAX_PAGE} */
    public List<SetAside> setAside(int limit) {
        if (limit < 1 || limit > MAX_PAGE) {
            throw new IllegalArgumentException("limit " + limit + " is not in 1.." + MAX_PAGE);
        }
        return publications.setAside(limit);
    }

    /** Has what was set aside be tried again, from the first attempt on. @return whether there is such a message */
    public boolean tryAgain(long id) {
        return publications.tryAgain(id);
    }

    /** Gives up what was set aside: it is removed. @return whether there is such a message */
    public boolean discard(long id) {
        return publications.discard(id);
    }

    private String add(SendOrder order) {
        OpenTransaction open = transaction.attached(
                OpenTransaction.class,
                () -> {
                    Instant now = clock.instant();
                    return new OpenTransaction(now, now.plus(settings.sweepAfter()));
                },
                relay::committed);
        if (open.size() >= settings.transactionMessages()) {
            throw new IllegalStateException("a transaction publishes at most " + settings.transactionMessages()
                    + " messages (signalbox.publish.transaction-messages)");
        }
        SendOrder fixed = order.fixed(open.nextMessageId(), clock.instant());
        open.add(publications.add(open.id(), open.size(), fixed, open.due()), fixed);
        return String.valueOf(fixed.message().messageId());
    }
}
