package io.signalbox.limits;

/** A text that is not to be seen in logs. Empty: none. */
public record Secret(String value) {
    @Override
    public String toString() {
        return "***";
    }
}
