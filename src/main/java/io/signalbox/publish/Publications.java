package io.signalbox.publish;

import io.signalbox.hub.SendOrder;
import java.time.Instant;
import java.util.Collection;
import java.util.List;

/**
 * The table of what was published with transactions and is not sent yet, shared by all nodes. The messages of one
 * transaction belong together: they are claimed together and have one time when they are due. Every method blocks on the
 * database and throws {@link PublicationsUnavailableException} when it does not answer; each but {@link #add} is a
 * transaction of its own.
 */
public interface Publications {
    /**
     * Writes one with the caller's transaction, which can only roll back when this fails.
     *
     * @param place behind those of the same transaction before it
     * @param due from then on any node may send it
     * @return id of its row
     */
    long add(String transactionId, int place, SendOrder order, Instant due);

    /** Transactions that are due, longest first. @param limit most messages that are looked at */
    List<String> due(int limit);

    /**
     * Takes the messages of a transaction, if they are due, until {@code until}: of any number of callers at once one
     * succeeds.
     */
    boolean claim(String transactionId, Instant until);

    /** Messages of a transaction that wait, in their order, behind {@code after} (-1: from the first). */
    List<Publication> waiting(String transactionId, int after, int limit);

    /** These were sent: removes them. */
    void sent(Collection<Long> ids);

    /** An attempt failed: counts it, and has all of the transaction that wait be due {@code again}. */
    void failed(Publication publication, String error, Instant again);

    /** An attempt failed and was the last one. */
    void setAside(Publication publication, String error);

    /** How much there is. */
    Backlog backlog();

    /** What was set aside, oldest first. */
    List<SetAside> setAside(int limit);

    /** Has what was set aside be tried again, soon. @return whether there is such a row */
    boolean tryAgain(long id);

    /** Removes what was set aside. @return whether there is such a row */
    boolean discard(long id);
}
