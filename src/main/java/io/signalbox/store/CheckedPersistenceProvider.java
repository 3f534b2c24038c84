package io.signalbox.store;

import io.signalbox.node.StartFailure;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.spi.PersistenceUnitInfo;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import org.hibernate.jpa.HibernatePersistenceProvider;

/**
 * Hibernate, but first asks the database whether it is there. The persistence unit is built before any other code of
 * ours runs, so this is where a database that cannot be reached is met first; without it Hibernate would bury the
 * reason under a guess at the dialect.
 */
public final class CheckedPersistenceProvider extends HibernatePersistenceProvider {
    @Override
    @SuppressWarnings("rawtypes") // the interface is
    public EntityManagerFactory createContainerEntityManagerFactory(PersistenceUnitInfo info, Map properties) {
        try (Connection connection = info.getJtaDataSource().getConnection()) {
            connection.isValid(5);
        } catch (SQLException e) {
            Throwable root = e;
            while (root.getCause() != null) {
                root = root.getCause();
            }
            throw StartFailure.DATABASE.end(
                    "the database does not answer: " + root.getMessage() + " (settings: db.class, db.url, db.user,"
                            + " db.password, or DB_* in the environment)",
                    e);
        }
        return super.createContainerEntityManagerFactory(info, properties);
    }
}
