package io.signalbox.metrics;

/** Every counter that comes in parts. Exported as {@code signalbox_…_total}; counts since the start of the process. */
public enum LabelledCount {
    CONNECTIONS_REFUSED("signalbox_connections_refused", "handshakes refused before the upgrade", "reason");

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

    /** What tells the parts apart. */
    public String labelName() {
        return labelName;
    }
}
