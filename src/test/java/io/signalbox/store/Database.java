package io.signalbox.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import javax.sql.DataSource;
import org.h2.jdbcx.JdbcConnectionPool;
import org.hibernate.cfg.Configuration;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;

/** The persistence unit outside the container: the same entities and migrations, transactions of its own. */
public final class Database implements Transactions, AutoCloseable {
    private static final AtomicInteger DATABASES = new AtomicInteger();
    private static @Nullable EmbeddedPostgres shared;

    private final DataSource dataSource;
    private final EntityManagerFactory factory;
    private final LocalTransactions callers;
    private final AutoCloseable end;

    private Database(DataSource dataSource, AutoCloseable end) {
        this.dataSource = dataSource;
        this.end = end;
        migrate(dataSource, "latest");
        factory = factory(dataSource);
        callers = new LocalTransactions(factory);
    }

    /** One in memory, gone at the end. */
    static Database h2() {
        return h2Url("jdbc:h2:mem:test" + DATABASES.incrementAndGet() + ";DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=20000");
    }

    /** One of that URL. */
    public static Database h2Url(String url) {
        JdbcConnectionPool pool = h2Pool(url);
        return new Database(pool, pool::dispose);
    }

    /** The same tables through another data source, which is left open. */
    static Database of(DataSource dataSource) {
        return new Database(dataSource, () -> {});
    }

    static JdbcConnectionPool h2Pool(String url) {
        JdbcConnectionPool pool = JdbcConnectionPool.create(url, "sa", "sa");
        pool.setMaxConnections(16);
        return pool;
    }

    /** An empty one of a server that all tests share, and that does not wait for its disk. */
    static Database postgres() {
        String name = "test" + DATABASES.incrementAndGet();
        EmbeddedPostgres server = sharedServer();
        try (Connection connection = postgresSource(server, "postgres").getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + name);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
        Pool pool = new Pool(postgresSource(server, name), 16);
        return new Database(pool, pool);
    }

    /** A server of its own, stopped at the end; what was committed is on the disk, as it is by default. */
    public static Database postgresServer() {
        EmbeddedPostgres server = startPostgres();
        Pool pool = new Pool(postgresSource(server), 16);
        return new Database(pool, () -> {
            pool.close();
            server.close();
        });
    }

    static EmbeddedPostgres startPostgres() {
        return startPostgres("on");
    }

    private static EmbeddedPostgres startPostgres(String fsync) {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("synchronous_commit", "on")
                    .setServerConfig("fsync", fsync)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized EmbeddedPostgres sharedServer() {
        EmbeddedPostgres running = shared;
        if (running == null) {
            running = startPostgres("off");
            shared = running;
        }
        return running;
    }

    static DataSource postgresSource(EmbeddedPostgres server) {
        return postgresSource(server, "postgres");
    }

    private static DataSource postgresSource(EmbeddedPostgres server, String database) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL("jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + database
                + "?reWriteBatchedInserts=true&options=-c%20plan_cache_mode=force_custom_plan");
        source.setUser("postgres");
        source.setPassword("postgres");
        return source;
    }

    static void migrate(DataSource dataSource, String version) {
        SchemaMigration.flyway(dataSource).target(version).load().migrate();
    }

    @Override
    public <T> T inNew(Function<EntityManager, T> work) {
        EntityManager entities = factory.createEntityManager();
        try {
            entities.getTransaction().begin();
            T result = work.apply(entities);
            entities.getTransaction().commit();
            return result;
        } finally {
            try {
                if (entities.getTransaction().isActive()) {
                    entities.getTransaction().rollback();
                }
            } finally {
                entities.close();
            }
        }
    }

    /** Transactions that a thread begins and ends itself. */
    LocalTransactions callers() {
        return callers;
    }

    /** Every entry, payload and inbox leaves. */
    void clear() {
        inNew(entities -> {
            for (String table : new String[] {"inbox_entry", "inbox_payload", "inbox_cursor", "inbox"}) {
                entities.createNativeQuery("delete from " + table).executeUpdate();
            }
            return true;
        });
    }

    /** Rows of a table. */
    long rows(String table) {
        return inNew(entities -> ((Number) entities.createNativeQuery("select count(*) from " + table)
                        .getSingleResult())
                .longValue());
    }

    DataSource dataSource() {
        return dataSource;
    }

    @Override
    public void close() throws Exception {
        factory.close();
        end.close();
    }

    private static EntityManagerFactory factory(DataSource dataSource) {
        Map<String, Object> properties = new HashMap<>(PersistenceXml.properties());
        properties.remove("hibernate.transaction.jta.platform");
        properties.put("jakarta.persistence.nonJtaDataSource", dataSource);
        properties.put("hibernate.connection.datasource", dataSource);
        properties.put("hibernate.transaction.coordinator_class", "jdbc");
        // Its parser is the server's.
        properties.put("hibernate.xml_mapping_enabled", "false");
        Configuration configuration = new Configuration();
        PersistenceXml.entities().forEach(configuration::addAnnotatedClass);
        configuration.getProperties().putAll(properties);
        return configuration.buildSessionFactory();
    }
}
