package io.signalbox.store;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/** A data source whose database fails when the test says so. Safe from any thread. */
final class FaultyDataSource {
    private static final Set<String> WORK = Set.of("prepareStatement", "commit");

    private final DataSource real;
    private volatile @Nullable String state;
    private volatile CountDownLatch blocked = new CountDownLatch(0);

    FaultyDataSource(DataSource real) {
        this.real = real;
    }

    /** From now on everything fails with that SQLSTATE; null: nothing. */
    void fails(@Nullable String sqlState) {
        state = sqlState;
    }

    /** From now on nothing is answered. */
    void blocks() {
        blocked = new CountDownLatch(1);
    }

    /** What waits is answered, and what comes. */
    void answers() {
        blocked.countDown();
    }

    DataSource proxy() {
        return (DataSource) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, args) -> {
                    if (!method.getName().equals("getConnection")) {
                        return invoke(real, method, args);
                    }
                    check();
                    return connection((Connection) invoke(real, method, args));
                });
    }

    private Connection connection(Connection connection) {
        return (Connection) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, args) -> {
                    if (WORK.contains(method.getName())) {
                        check();
                    }
                    return invoke(connection, method, args);
                });
    }

    private void check() throws SQLException, InterruptedException {
        blocked.await();
        String failure = state;
        if (failure != null) {
            throw new SQLException("told to fail with " + failure, failure);
        }
    }

    private static Object invoke(Object target, java.lang.reflect.Method method, Object[] args) throws Throwable {
        try {
            return method.invoke(target, args);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }
}
