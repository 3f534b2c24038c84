package io.signalbox.store;

import io.signalbox.hub.SendOrder;
import io.signalbox.protocol.ProtocolException;
import io.signalbox.publish.Backlog;
import io.signalbox.publish.Publication;
import io.signalbox.publish.Publications;
import io.signalbox.publish.PublicationsUnavailableException;
import io.signalbox.publish.SetAside;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.function.Function;

/**
 * Publications in the database. A claim is one update that only finds rows that are due: of two nodes the second waits
 * for the first one's row locks and then finds none.
 */
@ApplicationScoped
public class JpaPublications implements Publications {
    private static final System.Logger LOG = System.getLogger(JpaPublications.class.getName());

    private final Transactions transactions;
    private final JoinedTransactions joined;
    private final Clock clock;

    @Inject
    JpaPublications(Transactions transactions, JoinedTransactions joined, Clock clock) {
        this.transactions = transactions;
        this.joined = joined;
        this.clock = clock;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected JpaPublications() {
        this(null, null, null);
    }

    @Override
    public long add(String transactionId, int place, SendOrder order, Instant due) {
        OutboxMessage message = new OutboxMessage(transactionId, place, order, clock.instant(), due);
        try {
            return joined.inCallers(entities -> {
                entities.persist(message);
                return message.id();
            });
        } catch (RuntimeException e) {
            throw unavailable("publish", e);
        }
    }

    @Override
    public List<String> due(int limit) {
        return own(
                "due",
                entities -> List.copyOf(new LinkedHashSet<>(entities.createNamedQuery(OutboxMessage.DUE, String.class)
                        .setParameter("now", clock.instant())
                        .setMaxResults(limit)
                        .getResultList())));
    }

    @Override
    public boolean claim(String transactionId, Instant until) {
        return own(
                "claim",
                entities -> entities.createNamedQuery(OutboxMessage.CLAIM)
                                .setParameter("until", until)
                                .setParameter("transaction", transactionId)
                                .setParameter("now", clock.instant())
                                .executeUpdate()
                        > 0);
    }

    @Override
    public List<Publication> waiting(String transactionId, int after, int limit) {
        return own("read", entities -> {
            List<Publication> readable = new ArrayList<>();
            for (OutboxMessage row : entities.createNamedQuery(OutboxMessage.WAITING, OutboxMessage.class)
                    .setParameter("transaction", transactionId)
                    .setParameter("after", after)
                    .setMaxResults(limit)
                    .getResultList()) {
                try {
                    readable.add(row.publication());
                } catch (ProtocolException | ClassCastException e) {
                    // No attempt makes it readable, and it must not hold up the others.
                    row.failed("this version cannot read it: " + e.getMessage());
                    row.setAside(clock.instant());
                    LOG.log(
                            System.Logger.Level.ERROR,
                            "a published message cannot be read and is set aside: id={0}",
                            Long.toString(row.id()));
                }
            }
            return readable;
        });
    }

    @Override
    public void sent(Collection<Long> ids) {
        own(
                "remove",
                entities -> entities.createNamedQuery(OutboxMessage.REMOVE)
                        .setParameter("ids", ids)
                        .executeUpdate());
    }

    @Override
    public void failed(Publication publication, String error, Instant again) {
        own("postpone", entities -> {
            OutboxMessage row = entities.find(OutboxMessage.class, publication.id());
            if (row != null) {
                row.failed(error);
            }
            return entities.createNamedQuery(OutboxMessage.POSTPONE)
                    .setParameter("again", again)
                    .setParameter("transaction", publication.transactionId())
                    .executeUpdate();
        });
    }

    @Override
    public void setAside(Publication publication, String error) {
        own("set aside", entities -> {
            OutboxMessage row = entities.find(OutboxMessage.class, publication.id());
            if (row != null) {
                row.failed(error);
                row.setAside(clock.instant());
            }
            return true;
        });
    }

    @Override
    public Backlog backlog() {
        return own("count", entities -> {
            Object[] waiting = entities.createNamedQuery(OutboxMessage.BACKLOG, Object[].class)
                    .getSingleResult();
            long aside = entities.createNamedQuery(OutboxMessage.COUNT_SET_ASIDE, Long.class)
                    .getSingleResult();
            return new Backlog((Long) waiting[0], (Instant) waiting[1], aside);
        });
    }

    @Override
    public List<SetAside> setAside(int limit) {
        return own(
                "read",
                entities -> entities
                        .createNamedQuery(OutboxMessage.SET_ASIDE, OutboxMessage.class)
                        .setMaxResults(limit)
                        .getResultList()
                        .stream()
                        .map(OutboxMessage::report)
                        .toList());
    }

    @Override
    public boolean tryAgain(long id) {
        return own(
                "try again",
                entities -> entities.createNamedQuery(OutboxMessage.TRY_AGAIN)
                                .setParameter("now", clock.instant())
                                .setParameter("id", id)
                                .executeUpdate()
                        > 0);
    }

    @Override
    public boolean discard(long id) {
        return own(
                "discard",
                entities -> entities.createNamedQuery(OutboxMessage.DISCARD)
                                .setParameter("id", id)
                                .executeUpdate()
                        > 0);
    }

    private <T> T own(String what, Function<EntityManager, T> work) {
        try {
            return transactions.inNew(work);
        } catch (RuntimeException e) {
            throw unavailable(what, e);
        }
    }

    private static PublicationsUnavailableException unavailable(String what, RuntimeException e) {
        return new PublicationsUnavailableException("database: " + what + " failed: " + Failures.rootMessage(e), e);
    }
}
