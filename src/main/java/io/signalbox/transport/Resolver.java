package io.signalbox.transport;

import java.net.InetSocketAddress;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Finds addresses away from the event loops, because the name service blocks. */
final class Resolver {
    private static final int THREADS = 2;
    private static final int MAX_WAITING = 1000;
    private static final ThreadPoolExecutor EXECUTOR = executor();

    private Resolver() {}

    /**
     * @param whenFound called with an address, unresolved when the name is not known; at once for a numeric address,
     *     else on a thread of the resolver
     * @throws java.util.concurrent.RejectedExecutionException when too many wait
     */
    static void resolve(String host, int port, Consumer<InetSocketAddress> whenFound) {
        if (numeric(host)) {
            whenFound.accept(new InetSocketAddress(host, port));
        } else {
            EXECUTOR.execute(() -> whenFound.accept(new InetSocketAddress(host, port)));
        }
    }

    private static boolean numeric(String host) {
        return host.indexOf(':') >= 0 || host.matches("[0-9.]+");
    }

    private static ThreadPoolExecutor executor() {
        ThreadPoolExecutor executor = new ThreadPoolExecutor(
                THREADS, THREADS, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(MAX_WAITING), task -> {
                    Thread thread = new Thread(task, "signalbox-resolver");
                    thread.setDaemon(true);
                    return thread;
                });
        executor.allowCoreThreadTimeOut(true);
        return executor;
    }
}
