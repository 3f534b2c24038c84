package io.signalbox.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Several threads that begin together. */
public final class Concurrently {
    private Concurrently() {}

    /** Each thread does the work once. */
    public static void run(int threads, Work work) throws Exception {
        List<Callable<Boolean>> calls = new ArrayList<>();
        for (int thread = 0; thread < threads; thread++) {
            int number = thread;
            calls.add(() -> {
                work.run(number);
                return true;
            });
        }
        call(threads, calls);
    }

    /** What each call returned, in their order; they begin together, as far as there are threads. */
    public static <T> List<T> call(int threads, List<? extends Callable<T>> calls) throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(threads);
        try {
            CountDownLatch start = new CountDownLatch(1);
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> call : calls) {
                futures.add(executor.submit(() -> {
                    start.await();
                    return call.call();
                }));
            }
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get(60, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            executor.shutdownNow();
        }
    }

    /** What one of the threads does. */
    public interface Work {
        void run(int thread) throws Exception;
    }
}
