package io.signalbox.testing;

import io.signalbox.store.JoinedTransactions;
import io.signalbox.store.Transactions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.hibernate.cfg.Configuration;
import org.jspecify.annotations.Nullable;

/**
 * A database with the schema of the migrations and Hibernate on it, without a container: H2 in memory or a PostgreSQL
 * that is started at first use. Transactions are those of the database; the caller's is the one that the thread began
 * with {@link #begin}.
 */
public final class TestDatabase implements Transactions, JoinedTransactions, AutoCloseable {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable EmbeddedPostgres server;

    private final DataSource source;
    private final EntityManagerFactory factory;
    private final Runnable end;
    private final ThreadLocal<@Nullable Open> open = new ThreadLocal<>();

    private TestDatabase(DataSource source, Runnable end, Class<?>... entities) {
        this.source = source;
        this.end = end;
        Flyway.configure().dataSource(source).load().migrate();
        Configuration hibernate = new Configuration();
        hibernate.getProperties().put("hibernate.connection.datasource", source);
        hibernate.getProperties().put("hibernate.jdbc.batch_size", "50");
        for (Class<?> entity : entities) {
            hibernate.addAnnotatedClass(entity);
        }
        factory = hibernate.buildSessionFactory();
    }

    /** An empty H2 database in memory. */
    public static TestDatabase h2(Class<?>... entities) {
        JdbcConnectionPool pool = JdbcConnectionPool.create(
                "jdbc:h2:mem:test-" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000",
                "sa",
                "sa");
        pool.setMaxConnections(32);
        return new TestDatabase(pool, pool::dispose, entities);
    }

    /** An empty database of a real PostgreSQL. */
    public static TestDatabase postgres(Class<?>... entities) {
        String name = "test" + DATABASES.incrementAndGet();
        EmbeddedPostgres running = server();
        new PostgresDatabase(running).create(name);
        return new TestDatabase(running.getDatabase("postgres", name), () -> {}, entities);
    }

    /** For what is tested below Hibernate. */
    public DataSource source() {
        return source;
    }

    @Override
    public <T> T inNew(Function<EntityManager, T> work) {
        EntityManager entities = factory.createEntityManager();
        try {
            entities.getTransaction().begin();
            T result = work.apply(entities);
            entities.getTransaction().commit();
            return result;
        } catch (RuntimeException e) {
            if (entities.getTransaction().isActive()) {
                entities.getTransaction().rollback();
            }
            throw e;
        } finally {
            entities.close();
        }
    }

    @Override
    public <T> T inCallers(Function<EntityManager, T> work) {
        return work.apply(current().entities);
    }

    /** Begins a transaction of this thread. */
    public void begin() {
        EntityManager entities = factory.createEntityManager();
        entities.getTransaction().begin();
        open.set(new Open(entities));
    }

    /** Commits this thread's transaction and then runs what waits for that. */
    public void commit() {
        Open ending = current();
        open.remove();
        ending.entities.getTransaction().commit();
        ending.entities.close();
        ending.afterCommit.forEach(Runnable::run);
    }

    /** Rolls this thread's transaction back. */
    public void rollback() {
        Open ending = current();
        open.remove();
        ending.entities.getTransaction().rollback();
        ending.entities.close();
    }

    /** Whether this thread has begun a transaction. */
    public boolean inTransaction() {
        return open.get() != null;
    }

    /** What is kept with this thread's transaction, made at the first call. */
    public Object attached(Object key, Supplier<?> first) {
        return current().attached.computeIfAbsent(key, made -> first.get());
    }

    /** Runs after the commit of this thread's transaction, and not after its rollback. */
    public void afterCommit(Runnable action) {
        current().afterCommit.add(action);
    }

    @Override
    public void close() {
        factory.close();
        end.run();
    }

    private Open current() {
        Open current = open.get();
        if (current == null) {
            throw new IllegalStateException("this thread has begun no transaction");
        }
        return current;
    }

    private static synchronized EmbeddedPostgres server() {
        EmbeddedPostgres running = server;
        if (running == null) {
            try {
                running = EmbeddedPostgres.builder()
                        .setServerConfig("listen_addresses", "127.0.0.1")
                        .setServerConfig("fsync", "off")
                        .start();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            server = running;
        }
        return running;
    }

    private record PostgresDatabase(EmbeddedPostgres server) {
        void create(String name) {
            try (var connection = server.getPostgresDatabase().getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("create database " + name);
            } catch (java.sql.SQLException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static final class Open {
        private final EntityManager entities;
        private final List<Runnable> afterCommit = new ArrayList<>();
        private final Map<Object, Object> attached = new HashMap<>();

        Open(EntityManager entities) {
            this.entities = entities;
        }
    }
}
