package io.signalbox.metrics;

/** Every counter that is kept apart by one label, the constants of an enum. Exported as {@code signalbox_…_total}. */
public enum LabelledCount {
    CONNECTIONS_REFUSED("signalbox_connections_refused", "handshakes refused before the upgrade", "reason"),
    DISCONNECTS("signalbox_disconnects", "connections that ended, by their first cause", "reason"),
    OBSERVER_COPIES_DROPPED(
            "signalbox_observer_copies_dropped", "copies of messages that an observer did not get", "reason"),
    INBOX_FULL("signalbox_inbox_full", "messages for a full inbox: refused, or the oldest dropped for them", "policy"),
    DELIVERY_FAILURES(
            "signalbox_delivery_failures", "messages that did not reach somebody, or only an inbox", "reason"),
    CASES_NOT_ASSIGNED("signalbox_cases_not_assigned", "cases for which there was no agent", "reason");

    private final String metricName;
    private final String description;
    private final String labelName;

    LabelledCount(String metricName, String description, String labelName) {
        this.metricName = metricName;
        this.description = description;
        this.labelName = labelName;
    }

    /** Name in the exposition, without {@code _total}. */
    public String metricName() {
        return metricName;
    }

    /** One line of help. */
    public String description() {
        return description;
    }

    /** Name of the label. */
    public String labelName() {
        return labelName;
    }
}
