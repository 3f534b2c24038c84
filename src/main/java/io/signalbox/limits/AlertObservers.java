package io.signalbox.limits;

import java.util.function.Consumer;

/** The application's own observers of alerts. What one throws is logged by the queue and not tried again. */
final class AlertObservers implements AlertSender {
    private final Consumer<QuotaAlert> event;

    AlertObservers(Consumer<QuotaAlert> event) {
        this.event = event;
    }

    @Override
    public String name() {
        return "observers";
    }

    @Override
    public void send(QuotaAlert alert) {
        event.accept(alert);
    }
}
