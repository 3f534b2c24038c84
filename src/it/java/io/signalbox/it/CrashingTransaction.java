package io.signalbox.it;

import io.signalbox.publish.CallerTransaction;
import io.signalbox.store.JtaCallerTransaction;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Inject;
import java.util.function.Consumer;
import java.util.function.Supplier;

/**
 * The fault point of {@link PublishCrashIT}, in the WAR of {@link ShopArchive} only: ends the process between the commit
 * and the relay.
 */
@Alternative
@Priority(1)
@ApplicationScoped
@SuppressWarnings("NullAway.Init") // the container sets the fields
public class CrashingTransaction implements CallerTransaction {
    /** Exit code of a process that this ended. */
    static final int EXIT = 86;

    private static volatile boolean armed;

    @Inject
    private JtaCallerTransaction real;

    /** From now on the process ends (or does not) with the next commit. */
    static void armed(boolean value) {
        armed = value;
    }

    @Override
    public <T> T attached(Class<T> type, Supplier<T> first, Consumer<T> committed) {
        return real.attached(type, first, made -> {
            if (armed) {
                Runtime.getRuntime().halt(EXIT);
            }
            committed.accept(made);
        });
    }
}
