package io.signalbox.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.function.Function;

/** Transactions of the container. */
@ApplicationScoped
public class JtaTransactions implements Transactions {
    @PersistenceContext(unitName = "signalbox")
    @SuppressWarnings("NullAway.Init") // set by the container
    private EntityManager entities;

    @Override
    @Transactional(Transactional.TxType.REQUIRES_NEW)
    public <T> T inNew(Function<EntityManager, T> work) {
        return work.apply(entities);
    }
}
