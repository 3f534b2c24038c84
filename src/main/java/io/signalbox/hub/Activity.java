package io.signalbox.hub;

import java.util.Locale;

/** Whether a client is there, as the load-balancer reference shows it (contract N12). */
public enum Activity {
    /** Something came from it lately, the answer to a ping at least. */
    ONLINE,
    /** Connected, and silent for a while. */
    IDLE,
    /** Its connection is closed or being closed. */
    OFFLINE;

    private final String wireName = name().toLowerCase(Locale.ROOT);

    static Activity of(boolean open, boolean silent) {
        if (!open) {
            return OFFLINE;
        }
        return silent ? IDLE : ONLINE;
    }

    /** As it is shown. */
    public String wireName() {
        return wireName;
    }
}
