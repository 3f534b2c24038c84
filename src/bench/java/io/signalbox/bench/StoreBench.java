package io.signalbox.bench;

import com.sun.management.OperatingSystemMXBean;
import io.signalbox.hub.WhenFull;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.Metrics;
import io.signalbox.store.Database;
import io.signalbox.store.JpaInbox;
import io.signalbox.store.Settings;
import io.signalbox.store.StoreSettings;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * What tracked messages cost until they are {@code stored}: the hub with its real inbox on a real database, without
 * sockets and without the container. Publishers wait for their acknowledgement before they send again; at a fixed rate
 * they do not, and the time counts from when a message was to be sent.
 *
 * <p>{@code mvn -Pbench verify -Dbench.store=postgres,30,64,0}: {@code postgres} or {@code h2}, seconds to measure,
 * publishers, rate a second (0: as fast as they can).
 */
final class StoreBench {
    private static final int RECEIVERS = 1000;
    private static final String TEXT = "x".repeat(200);

    private final TestHub hub;
    private final List<Publisher> publishers = new ArrayList<>();
    private final Recorder recorder = new Recorder(TimeUnit.MINUTES.toNanos(1), 3);
    private final AtomicLong stored = new AtomicLong();
    private final AtomicLong refused = new AtomicLong();
    private volatile boolean ended;
    private final boolean closedLoop;

    private StoreBench(TestHub hub, int count, boolean closedLoop) {
        this.hub = hub;
        this.closedLoop = closedLoop;
        for (int i = 0; i < count; i++) {
            publishers.add(new Publisher(i));
        }
    }

    public static void main(String[] args) throws Exception {
        String kind = args.length > 0 ? args[0] : "postgres";
        int seconds = args.length > 1 ? Integer.parseInt(args[1]) : 15;
        int publishers = args.length > 2 ? Integer.parseInt(args[2]) : 64;
        int rate = args.length > 3 ? Integer.parseInt(args[3]) : 0;
        Path directory = Files.createTempDirectory(Path.of("target"), "store-bench");
        ExecutorService workers = Executors.newFixedThreadPool(8);
        Metrics metrics = new Metrics();
        try (Database database = kind.equals("h2")
                ? Database.h2Url("jdbc:h2:file:" + directory.resolve("db").toAbsolutePath() + ";WRITE_DELAY=0")
                : Database.postgresServer()) {
            JpaInbox inbox = new JpaInbox(
                    database,
                    Settings.hub(10_000_000, Duration.ofDays(7)),
                    new StoreSettings(WhenFull.REFUSE, Duration.ofSeconds(5), 500, 20_000),
                    workers,
                    metrics,
                    Clock.systemUTC());
            TestHub hub = new TestHub.Setup().inbox(inbox).executor(workers).build();
            StoreBench bench = new StoreBench(hub, publishers, rate == 0);
            System.out.printf(Locale.ROOT, "write and sync of 8 KiB here: %s%n", sync(directory));
            bench.run(Math.max(5, seconds / 2), rate);
            long stored = bench.stored.get();
            long transactions = metrics.value(Count.INBOX_TRANSACTIONS);
            long cpu = ownCpu();
            long others = databaseCpu(database, kind);
            bench.recorder.reset();
            long began = System.nanoTime();
            bench.run(seconds, rate);
            double took = (System.nanoTime() - began) / 1e9;
            long done = bench.stored.get() - stored;
            Histogram times = bench.recorder.getIntervalHistogram();
            System.out.printf(
                    Locale.ROOT,
                    "%s, %d publishers, %s: %.0f stored/s, %.1f a transaction, p50 %.2f ms, p99 %.2f ms, max %.1f ms,"
                            + " refused %d, CPU a message: JVM %.0f us, database %.0f us%n",
                    kind,
                    publishers,
                    rate == 0 ? "one in flight each" : rate + "/s",
                    done / took,
                    (double) done / (metrics.value(Count.INBOX_TRANSACTIONS) - transactions),
                    times.getValueAtPercentile(50) / 1e6,
                    times.getValueAtPercentile(99) / 1e6,
                    times.getMaxValue() / 1e6,
                    bench.refused.get(),
                    (ownCpu() - cpu) / 1e3 / done,
                    (databaseCpu(database, kind) - others) / 1e3 / done);
        } finally {
            workers.shutdownNow();
        }
    }

    private void run(int seconds, int rate) throws InterruptedException {
        ended = false;
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
        if (rate == 0) {
            publishers.forEach(publisher -> publisher.send(System.nanoTime()));
            TimeUnit.SECONDS.sleep(seconds);
        } else {
            long interval = TimeUnit.SECONDS.toNanos(1) / rate;
            int next = 0;
            for (long due = System.nanoTime(); due < end; due += interval) {
                for (long wait = due - System.nanoTime(); wait > 0; wait = due - System.nanoTime()) {
                    LockSupport.parkNanos(wait);
                }
                publishers.get(next++ % publishers.size()).send(due);
            }
        }
        ended = true;
        TimeUnit.MILLISECONDS.sleep(500);
    }

    private static String sync(Path directory) throws IOException {
        Histogram times = new Histogram(3);
        try (FileChannel file =
                FileChannel.open(directory.resolve("sync"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            for (int i = 0; i < 500; i++) {
                long began = System.nanoTime();
                file.write(ByteBuffer.allocate(8192), 8192L * (i % 100));
                file.force(false);
                times.recordValue(System.nanoTime() - began);
            }
        }
        return String.format(
                Locale.ROOT,
                "p50 %.2f ms, p99 %.2f ms",
                times.getValueAtPercentile(50) / 1e6,
                times.getValueAtPercentile(99) / 1e6);
    }

    private static long ownCpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    /** Of the server and all its processes, in nanoseconds; 0 for a database in this process. */
    private static long databaseCpu(Database database, String kind) {
        if (kind.equals("h2")) {
            return 0;
        }
        long backend = database.inNew(entities ->
                ((Number) entities.createNativeQuery("select pg_backend_pid()").getSingleResult()).longValue());
        ProcessHandle server =
                ProcessHandle.of(backend).flatMap(ProcessHandle::parent).orElseThrow();
        return Stream.concat(Stream.of(server), server.children())
                .mapToLong(process ->
                        process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos())
                .sum();
    }

    /** One connection that sends. */
    private final class Publisher {
        private final Random random;
        private final StoredWire wire = new StoredWire(this::answered);
        private final io.signalbox.session.ClientSession session;
        private final int number;
        private long sent;
        /** When each message that is under way was to be sent, oldest first. */
        private final java.util.concurrent.ConcurrentLinkedQueue<Long> due =
                new java.util.concurrent.ConcurrentLinkedQueue<>();

        Publisher(int number) {
            this.number = number;
            this.random = new Random(number);
            this.session = hub.hub.open(Users.identity("publisher-" + number, "c"), wire);
        }

        void send(long at) {
            due.add(at);
            byte[] frame = ("{\"message_type\":\"text\",\"message_id\":\"" + number + "-" + sent++ + "-" + at
                            + "\",\"receiver\":\"receiver-" + random.nextInt(RECEIVERS)
                            + "\",\"require_ack\":true,\"content\":\"" + TEXT + "\"}")
                    .getBytes(StandardCharsets.UTF_8);
            hub.hub.receive(session, frame, 0, frame.length);
        }

        private void answered(boolean isStored) {
            Long at = due.poll();
            if (at == null) {
                return;
            }
            if (isStored) {
                recorder.recordValue(Math.max(0, System.nanoTime() - at));
                stored.incrementAndGet();
            } else {
                refused.incrementAndGet();
            }
            if (closedLoop && !ended) {
                send(System.nanoTime());
            }
        }
    }
}
