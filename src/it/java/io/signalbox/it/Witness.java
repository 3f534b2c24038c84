package io.signalbox.it;

import io.signalbox.hub.ClientConnected;
import io.signalbox.hub.ClientDisconnected;
import io.signalbox.hub.UserOffline;
import io.signalbox.hub.UserOnline;
import io.signalbox.topics.Subscription;
import io.signalbox.topics.TicketQueuePushed;
import io.signalbox.topics.Topics;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Code of an application in the WAR: it observes presence and subscribes to a topic, and remembers what it was told. */
@ApplicationScoped
@SuppressWarnings("NullAway.Init") // set by the container
public class Witness {
    private final List<String> told = new CopyOnWriteArrayList<>();

    @Inject
    private Topics topics;

    private Subscription tickets;

    @PostConstruct
    void subscribe() {
        tickets = topics.subscribe(
                TicketQueuePushed.TOPIC,
                TicketQueuePushed.class,
                ticket -> told.add("ticket " + ticket.ticketId() + ' ' + ticket.priority() + ' ' + ticket.time()));
    }

    @PreDestroy
    void unsubscribe() {
        tickets.close();
    }

    void online(@Observes UserOnline event) {
        told.add("online " + event.user().userId());
    }

    void offline(@Observes UserOffline event) {
        told.add("offline " + event.user().userId());
    }

    void connected(@Observes ClientConnected event) {
        told.add("connected " + event.clientId());
    }

    void disconnected(@Observes ClientDisconnected event) {
        told.add("disconnected " + event.clientId() + ' ' + event.how().reason());
    }

    /** What it was told so far, one a line. */
    public String told() {
        return String.join("\n", told);
    }

    /** Tells all who subscribed to the topic, itself included. */
    public void publish(TicketQueuePushed ticket) {
        topics.publish(TicketQueuePushed.TOPIC, ticket);
    }
}
