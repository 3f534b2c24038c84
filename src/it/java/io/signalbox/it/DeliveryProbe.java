package io.signalbox.it;

import io.signalbox.delivery.ConnectionError;
import io.signalbox.delivery.DeliveryResult;
import io.signalbox.delivery.QueueFull;
import io.signalbox.delivery.SendFailure;
import io.signalbox.delivery.Timeout;
import io.signalbox.delivery.UserOffline;
import io.signalbox.hub.DeliveryFailure;
import io.signalbox.hub.MessageSent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** An application's observer: writes down what it is told. Deployed with the WAR. */
@ApplicationScoped
public class DeliveryProbe {
    private final List<String> events = new CopyOnWriteArrayList<>();

    void any(@Observes @SendFailure DeliveryFailure failure) {
        note("general", failure);
        throw new IllegalStateException("planted: an observer that fails");
    }

    void offline(@Observes @UserOffline DeliveryFailure failure) {
        note("offline", failure);
    }

    void full(@Observes @QueueFull DeliveryFailure failure) {
        note("full", failure);
    }

    void broken(@Observes @ConnectionError DeliveryFailure failure) {
        note("broken", failure);
    }

    void late(@Observes @Timeout DeliveryFailure failure) {
        note("late", failure);
    }

    void ended(@Observes DeliveryResult result) {
        events.add(result.messageId() + " ended " + result.state());
    }

    void sent(@Observes MessageSent sent) {
        events.add(sent.messageId() + " sent " + sent.result());
    }

    List<String> events() {
        return events;
    }

    private void note(String as, DeliveryFailure failure) {
        events.add(failure.messageId() + " " + as + " " + failure.reason() + " " + failure.kept());
    }
}
