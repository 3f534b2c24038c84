package io.signalbox.store;

import io.signalbox.publish.CallerTransaction;
import io.signalbox.publish.NoTransactionException;
import jakarta.annotation.Resource;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** The JTA transaction of the calling thread, through the registry that every Jakarta EE server has. */
@ApplicationScoped
public class JtaCallerTransaction implements CallerTransaction {
    @Resource(lookup = "java:comp/TransactionSynchronizationRegistry")
    @SuppressWarnings("NullAway.Init") // set by the container
    private TransactionSynchronizationRegistry registry;

    @Override
    public <T> T attached(Class<T> type, Supplier<T> first, Consumer<T> committed) {
        switch (registry.getTransactionStatus()) {
            case Status.STATUS_ACTIVE -> {}
            case Status.STATUS_MARKED_ROLLBACK ->
                throw new NoTransactionException("the transaction can only roll back");
            default -> throw new NoTransactionException("no transaction is active");
        }
        Object present = registry.getResource(type);
        if (present != null) {
            return type.cast(present);
        }
        T made = first.get();
        registry.registerInterposedSynchronization(new Synchronization() {
            @Override
            public void beforeCompletion() {}

            @Override
            public void afterCompletion(int status) {
                if (status == Status.STATUS_COMMITTED) {
                    committed.accept(made);
                }
            }
        });
        registry.putResource(type, made);
        return made;
    }
}
