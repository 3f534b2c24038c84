package io.signalbox.bench;

import java.util.Locale;

/** A measured value with its unit. */
enum Metric {
    DELIVERIES("deliveries/s", 0),
    CPU("CPU µs/delivery", 2),
    P50("p50 µs", 0),
    P99("p99 µs", 0),
    P999("p999 µs", 0),
    RSS("RSS MB", 0),
    RSS_GROWTH("RSS growth MB", 1),
    /** Cores used by processes that are neither the server nor the generator: a run with more than 0.25 is noisy. */
    OTHERS("other CPU cores", 2),
    RETRIES("handshakes repeated", 0),
    CONNECTIONS("connections", 0),
    CONNECTS("connects/s", 0),
    CONNECT_CPU("CPU µs/connect", 0),
    HEAP_EACH("heap kB/connection", 1),
    RSS_EACH("RSS kB/connection", 1),
    CYCLES("cycles", 0),
    CYCLES_PER_SECOND("cycles/s", 0),
    FAILED("failed cycles", 0),
    HEAP_BEFORE("heap before MB", 1),
    HEAP_AFTER("heap after MB", 1),
    REGISTERED("registered after", 0);

    private final String title;
    private final int decimals;

    Metric(String title, int decimals) {
        this.title = title;
        this.decimals = decimals;
    }

    String title() {
        return title;
    }

    String format(double value) {
        return String.format(Locale.ROOT, "%,." + decimals + "f", value);
    }
}
