package io.signalbox.store;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.transaction.Transactional;
import java.util.function.Function;

/** The container's. */
@ApplicationScoped
public class JtaJoinedTransactions implements JoinedTransactions {
    @PersistenceContext(unitName = "signalbox")
    @SuppressWarnings("NullAway.Init") // set by the container
    private EntityManager entities;

    @Override
    @Transactional(Transactional.TxType.MANDATORY)
    public <T> T inCallers(Function<EntityManager, T> work) {
        return work.apply(entities);
    }
}
