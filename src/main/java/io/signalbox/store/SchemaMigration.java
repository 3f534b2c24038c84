package io.signalbox.store;

import jakarta.annotation.Resource;
import jakarta.annotation.sql.DataSourceDefinition;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.configuration.FluentConfiguration;

/**
 * Brings the schema up to date. Also defines the data source: H2 in a file by default, anything else by {@code DB_*}
 * in the environment or {@code -Ddb.*}.
 */
@DataSourceDefinition(
        name = "java:app/jdbc/signalbox",
        className = "${MPCONFIG=db.class:org.h2.jdbcx.JdbcDataSource}",
        url = "${MPCONFIG=db.url:jdbc:h2:file:./data/signalbox;DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0}",
        user = "${MPCONFIG=db.user:sa}",
        password = "${MPCONFIG=db.password:sa}",
        minPoolSize = 2,
        maxPoolSize = 16,
        properties = {
            // Who waits longer for a connection than an append may take waits in vain.
            "fish.payara.max-wait-time-in-millis=5000",
            // Connections that ended with the database's last life are not given out again.
            "fish.payara.is-connection-validation-required=true",
            "fish.payara.connection-validation-method=custom-validation",
            "fish.payara.validation-classname=org.glassfish.api.jdbc.validation.JDBC40ConnectionValidation",
            "fish.payara.validate-atmost-once-period-in-seconds=1"
        })
@Singleton
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class SchemaMigration {
    private static final int ATTEMPTS = 3;

    @Resource(lookup = "java:app/jdbc/signalbox")
    @SuppressWarnings("NullAway.Init") // set by the container
    private DataSource dataSource;

    /**
     * Runs what is new. Safe when several nodes start at once: Flyway locks its table.
     *
     * @throws MigrationException when the schema is of a newer version, was changed by hand, or the database is gone
     */
    public void migrate() {
        try {
            flyway(dataSource).load().migrate();
        } catch (FlywayException e) {
            throw new MigrationException("the database schema cannot be brought up to date: " + e.getMessage(), e);
        }
    }

    /** How the scripts run, with what is not the same in both databases: how to compare text by its bytes. */
    static FluentConfiguration flyway(DataSource dataSource) {
        return Flyway.configure(SchemaMigration.class.getClassLoader())
                .dataSource(dataSource)
                .placeholders(Map.of("bytewise", isPostgres(dataSource) ? "collate \"C\"" : ""));
    }

    /** A database that starts together with this node gets some seconds. */
    private static boolean isPostgres(DataSource dataSource) {
        for (int attempt = 1; ; attempt++) {
            try (Connection connection = dataSource.getConnection()) {
                return connection.getMetaData().getDatabaseProductName().equals("PostgreSQL");
            } catch (SQLException e) {
                if (attempt == ATTEMPTS || !slept(attempt)) {
                    throw new MigrationException("the database does not answer: " + Failures.rootMessage(e), e);
                }
            }
        }
    }

    private static boolean slept(int seconds) {
        try {
            TimeUnit.SECONDS.sleep(seconds);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The schema is not what this version needs. */
    @jakarta.ejb.ApplicationException
    public static final class MigrationException extends RuntimeException {
        MigrationException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
