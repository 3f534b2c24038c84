package io.signalbox.store;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.hibernate.cfg.Configuration;
import org.postgresql.ds.PGSimpleDataSource;

/** The persistence unit outside the container: the same entities and migrations, transactions of its own. */
public final class Database implements Transactions, AutoCloseable {
    private final DataSource dataSource;
    private final EntityManagerFactory factory;
    private final AutoCloseable end;

    private Database(DataSource dataSource, AutoCloseable end) {
        this.dataSource = dataSource;
        this.end = end;
        migrate(dataSource, "latest");
        factory = factory(dataSource);
    }

    /** One in memory, gone at the end. */
    public static Database h2(String name) {
        JdbcConnectionPool pool = h2Pool("jdbc:h2:mem:" + name + ";DB_CLOSE_DELAY=-1");
        return new Database(pool, pool::dispose);
    }

    /** One of that URL. */
    public static Database h2Url(String url) {
        JdbcConnectionPool pool = h2Pool(url);
        return new Database(pool, pool::dispose);
    }

    /** The same tables through another data source. @param end what is to be closed with it */
    public static Database of(DataSource dataSource, AutoCloseable end) {
        return new Database(dataSource, end);
    }

    static JdbcConnectionPool h2Pool(String url) {
        JdbcConnectionPool pool = JdbcConnectionPool.create(url, "sa", "sa");
        pool.setMaxConnections(16);
        return pool;
    }

    /** A server of its own, stopped at the end; what was committed is on the disk, as it is by default. */
    public static Database postgres() {
        EmbeddedPostgres server = startPostgres();
        Pool pool = new Pool(postgresSource(server), 16);
        return new Database(pool, () -> {
            pool.close();
            server.close();
        });
    }

    static EmbeddedPostgres startPostgres() {
        try {
            return EmbeddedPostgres.builder()
                    .setServerConfig("listen_addresses", "127.0.0.1")
                    .setServerConfig("synchronous_commit", "on")
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static DataSource postgresSource(EmbeddedPostgres server) {
        PGSimpleDataSource source = new PGSimpleDataSource();
        source.setURL("jdbc:postgresql://127.0.0.1:" + server.getPort() + "/postgres?reWriteBatchedInserts=true");
        source.setUser("postgres");
        source.setPassword("postgres");
        return source;
    }

    static void migrate(DataSource dataSource, String version) {
        Flyway.configure().dataSource(dataSource).target(version).load().migrate();
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

    /** Every entry, payload and inbox leaves. */
    void clear() {
        inNew(entities -> {
            for (String table : new String[] {"inbox_entry", "inbox_payload", "inbox"}) {
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
