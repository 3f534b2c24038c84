package io.signalbox.store;

import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/** What a failed transaction says about the database, by its SQLSTATE (ISO 9075, class in the first two characters). */
enum Failures {
    /** Somebody else was faster, or two waited for each other: again, and it works. */
    CONFLICT,
    /** What was to be written cannot be: the database is well, and takes what others write. */
    DATA,
    /** The database does not answer, or takes nothing from anybody. */
    STORE;

    static Failures of(Throwable failure) {
        String state = state(failure);
        if (state == null) {
            return hasSqlException(failure) || isOfPersistence(failure) ? STORE : DATA;
        }
        // 23505 unique key; 40001 and 40P01 serialization and deadlock; 55P03 and H2's HYT00 and 50200 lock timeout
        if (state.equals("23505")
                || state.startsWith("40")
                || state.equals("55P03")
                || state.equals("HYT00")
                || state.equals("50200")) {
            return CONFLICT;
        }
        return state.startsWith("22") || state.startsWith("23") ? DATA : STORE;
    }

    /** The innermost message, which is the one of the database. */
    static String rootMessage(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }

    private static @Nullable String state(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
        }
        return null;
    }

    private static boolean hasSqlException(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException) {
                return true;
            }
        }
        return false;
    }

    /** Without an SQLException below it, that is the transaction or the pool: nothing that the rows are to blame for. */
    private static boolean isOfPersistence(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof jakarta.persistence.PersistenceException) {
                return true;
            }
        }
        return failure instanceof jakarta.transaction.TransactionalException;
    }
}
