package io.signalbox.limits;

/** A way out of the node for alerts. */
interface AlertSender {
    /** What it is, for logs: names no secret. */
    String name();

    /**
     * Sends one alert, once. On a worker thread, one at a time; returns within its own time limit.
     *
     * @throws AlertNotSentException when it did not get there
     */
    void send(QuotaAlert alert);
}
