package io.signalbox.delivery;

import io.signalbox.hub.DeliveryEvent;
import io.signalbox.hub.DeliveryFailure;
import io.signalbox.hub.DeliveryListener;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Wants everything and keeps it. */
final class EventLog implements DeliveryListener {
    private final List<DeliveryEvent> events = new CopyOnWriteArrayList<>();

    @Override
    public boolean wants(Class<? extends DeliveryEvent> kind) {
        return true;
    }

    @Override
    public void tell(DeliveryEvent event) {
        events.add(event);
    }

    List<DeliveryFailure> failures() {
        return of(DeliveryFailure.class);
    }

    <E extends DeliveryEvent> List<E> of(Class<E> kind) {
        return events.stream().filter(kind::isInstance).map(kind::cast).toList();
    }

    void clear() {
        events.clear();
    }
}
