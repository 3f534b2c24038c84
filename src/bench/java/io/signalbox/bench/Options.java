package io.signalbox.bench;

import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * What {@code -Dbench.*} says; docs/performance.md lists them.
 *
 * @param servers names of those to measure, in this order
 * @param scenarios names of those to run
 * @param rounds how often each scenario is run against each server
 * @param windowNanos measured time of one run
 * @param warmUpNanos load on each server before anything is measured
 * @param connections idle ones
 * @param cycles of connecting and disconnecting
 * @param busy whether the generator never sleeps
 * @param pinned whether servers run on core 0 and the generator on core 1
 * @param heap of each server's JVM, as {@code -Xmx} takes it
 * @param source a C file of one more server that speaks {@link Dialect#PLAIN}; empty for none
 * @param drop the floor loses each message with this number, to see that the benchmark notices; 0: none
 */
record Options(
        List<String> servers,
        List<String> scenarios,
        int rounds,
        long windowNanos,
        long warmUpNanos,
        int connections,
        int cycles,
        boolean busy,
        boolean pinned,
        String heap,
        String source,
        int drop) {
    static final String PREFIX = "bench.";
    private static final String ALL_SERVERS = "hub-fast,hub-portable,tyrus,floor";
    private static final String ALL_SCENARIOS = "E1,FAN1,FAN16,FAN10K,GROUP10K,P2P1,P2P16,RATE,IDLE,SLOW,CHURN";
    private static final int MAX_CONNECTIONS = 19_000;

    static Options fromProperties() {
        boolean quick = flag("quick");
        String source = text("c", "");
        return new Options(
                list("servers", source.isEmpty() ? ALL_SERVERS : ALL_SERVERS + ",c-floor"),
                list("scenarios", ALL_SCENARIOS),
                number("rounds", quick ? 1 : 3, 1, 100),
                seconds("seconds", quick ? 1 : 2, 600),
                seconds("warmup", quick ? 3 : 12, 600),
                number("connections", quick ? 1000 : 10_000, 1, MAX_CONNECTIONS),
                number("cycles", quick ? 2000 : 50_000, 1, 100_000_000),
                flag("busy"),
                flag("pin"),
                text("heap", "2g"),
                source,
                number("drop", 0, 0, Integer.MAX_VALUE));
    }

    /** Not measured, at the begin of each run. */
    long rampNanos() {
        return windowNanos / 4;
    }

    boolean runs(String scenario) {
        return scenarios.contains(scenario);
    }

    private static String text(String name, String fallback) {
        return System.getProperty(PREFIX + name, fallback).strip();
    }

    private static List<String> list(String name, String fallback) {
        return List.of(text(name, fallback).split(" *, *"));
    }

    /** {@code -Dbench.quick} alone means true. */
    private static boolean flag(String name) {
        String value = text(name, "false");
        return value.isEmpty() || value.equals("true");
    }

    private static long seconds(String name, int fallbackSeconds, int maxSeconds) {
        return TimeUnit.SECONDS.toNanos(number(name, fallbackSeconds, 1, maxSeconds));
    }

    private static int number(String name, int fallback, int min, int max) {
        String value = text(name, Integer.toString(fallback));
        if (!value.matches("\\d{1,9}") || Integer.parseInt(value) < min || Integer.parseInt(value) > max) {
            throw new IllegalArgumentException(
                    PREFIX + name + "=" + value + ": a whole number from " + min + " to " + max + " is expected");
        }
        return Integer.parseInt(value);
    }
}
