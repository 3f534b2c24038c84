package io.signalbox.store;

import io.signalbox.publish.CallerTransaction;
import io.signalbox.publish.NoTransactionException;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The caller's transaction without a container: the one that the thread began here. */
final class LocalTransactions implements JoinedTransactions, CallerTransaction {
    private final EntityManagerFactory factory;
    private final ThreadLocal<@Nullable Open> open = new ThreadLocal<>();

    LocalTransactions(EntityManagerFactory factory) {
        this.factory = factory;
    }

    /** Begins a transaction of this thread. */
    void begin() {
        EntityManager entities = factory.createEntityManager();
        entities.getTransaction().begin();
        open.set(new Open(entities));
    }

    /** Commits this thread's transaction and then runs what waits for that. */
    void commit() {
        Open ending = current();
        open.remove();
        ending.entities.getTransaction().commit();
        ending.entities.close();
        ending.afterCommit.forEach(Runnable::run);
    }

    /** Rolls this thread's transaction back. */
    void rollback() {
        Open ending = current();
        open.remove();
        ending.entities.getTransaction().rollback();
        ending.entities.close();
    }

    @Override
    public <T> T inCallers(Function<EntityManager, T> work) {
        return work.apply(current().entities);
    }

    @Override
    public <T> T attached(Class<T> type, Supplier<T> first, Consumer<T> committed) {
        Open current = current();
        return type.cast(current.attached.computeIfAbsent(type, key -> {
            T made = first.get();
            current.afterCommit.add(() -> committed.accept(made));
            return made;
        }));
    }

    private Open current() {
        Open current = open.get();
        if (current == null) {
            throw new NoTransactionException("no transaction is active");
        }
        return current;
    }

    private static final class Open {
        private final EntityManager entities;
        private final List<Runnable> afterCommit = new ArrayList<>();
        private final Map<Class<?>, Object> attached = new HashMap<>();

        Open(EntityManager entities) {
            this.entities = entities;
        }
    }
}
