package io.signalbox.store;

import io.signalbox.hub.Origin;
import io.signalbox.hub.SendOrder;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.publish.Publication;
import io.signalbox.publish.SetAside;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A message that was published with a transaction. Its id comes from the database, so the row is written when it is
 * published: an application that clears its persistence context does not lose it.
 */
@Entity
@Table(name = "outbox_message")
@NamedQuery(
        name = OutboxMessage.DUE,
        query = "select m.transactionId from OutboxMessage m where m.dueAt <= :now order by m.dueAt, m.id")
@NamedQuery(
        name = OutboxMessage.CLAIM,
        query = "update OutboxMessage m set m.dueAt = :until"
                + " where m.transactionId = :transaction and m.setAsideAt is null and m.dueAt <= :now")
@NamedQuery(
        name = OutboxMessage.WAITING,
        query = "select m from OutboxMessage m where m.transactionId = :transaction and m.setAsideAt is null"
                + " and m.place > :after order by m.place")
@NamedQuery(name = OutboxMessage.REMOVE, query = "delete from OutboxMessage m where m.id in :ids")
@NamedQuery(
        name = OutboxMessage.POSTPONE,
        query = "update OutboxMessage m set m.dueAt = :again"
                + " where m.transactionId = :transaction and m.setAsideAt is null")
@NamedQuery(
        name = OutboxMessage.BACKLOG,
        query = "select count(m), min(m.publishedAt) from OutboxMessage m where m.setAsideAt is null")
@NamedQuery(
        name = OutboxMessage.COUNT_SET_ASIDE,
        query = "select count(m) from OutboxMessage m where m.setAsideAt is not null")
@NamedQuery(
        name = OutboxMessage.SET_ASIDE,
        query = "select m from OutboxMessage m where m.setAsideAt is not null order by m.setAsideAt, m.id")
@NamedQuery(
        name = OutboxMessage.TRY_AGAIN,
        query = "update OutboxMessage m set m.setAsideAt = null, m.failed = 0, m.dueAt = :now"
                + " where m.id = :id and m.setAsideAt is not null")
@NamedQuery(
        name = OutboxMessage.DISCARD,
        query = "delete from OutboxMessage m where m.id = :id and m.setAsideAt is not null")
public class OutboxMessage {
    static final String DUE = "OutboxMessage.due";
    static final String CLAIM = "OutboxMessage.claim";
    static final String WAITING = "OutboxMessage.waiting";
    static final String REMOVE = "OutboxMessage.remove";
    static final String POSTPONE = "OutboxMessage.postpone";
    static final String BACKLOG = "OutboxMessage.backlog";
    static final String COUNT_SET_ASIDE = "OutboxMessage.countSetAside";
    static final String SET_ASIDE = "OutboxMessage.setAside";
    static final String TRY_AGAIN = "OutboxMessage.tryAgain";
    static final String DISCARD = "OutboxMessage.discard";

    private static final int MAX_ERROR = 1000;
    /** What is set aside is never due, so that the index of what is due leads past it. */
    private static final Instant NEVER = Instant.parse("9999-01-01T00:00:00Z");

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    private long id;

    @Column(name = "transaction_id", nullable = false, updatable = false)
    private String transactionId = "";

    @Column(name = "place", nullable = false, updatable = false)
    private int place;

    @Column(name = "target", nullable = false, updatable = false)
    @Enumerated(EnumType.STRING)
    private SendOrder.Target target = SendOrder.Target.USER;

    @Column(name = "message_id", nullable = false, updatable = false)
    private String messageId = "";

    @Column(name = "app_id", nullable = false, updatable = false)
    private String appId = "";

    @Column(name = "namespace", nullable = false, updatable = false)
    private String namespace = "";

    @Column(name = "receiver", updatable = false)
    private @Nullable String receiver;

    @Column(name = "sender_app_id", nullable = false, updatable = false)
    private String senderAppId = "";

    @Column(name = "sender_namespace", nullable = false, updatable = false)
    private String senderNamespace = "";

    @Column(name = "sender", nullable = false, updatable = false)
    private String sender = "";

    @Column(name = "sender_name", nullable = false, updatable = false)
    private String senderName = "";

    @Column(name = "sender_type", nullable = false, updatable = false)
    @Enumerated(EnumType.STRING)
    private UserType senderType = UserType.SYSTEM;

    @Column(name = "exclude_sender", nullable = false, updatable = false)
    private boolean excludeSender;

    @Column(name = "body", nullable = false, updatable = false)
    private String body = "";

    @Column(name = "published_at", nullable = false, updatable = false)
    private Instant publishedAt = Instant.EPOCH;

    @Column(name = "due_at", nullable = false)
    private Instant dueAt = Instant.EPOCH;

    @Column(name = "failed", nullable = false)
    private int failed;

    @Column(name = "last_error")
    private @Nullable String lastError;

    @Column(name = "set_aside_at")
    private @Nullable Instant setAsideAt;

    /** For Hibernate. */
    protected OutboxMessage() {}

    OutboxMessage(String transactionId, int place, SendOrder order, Instant publishedAt, Instant dueAt) {
        this.transactionId = transactionId;
        this.place = place;
        target = order.target();
        messageId = String.valueOf(order.message().messageId());
        receiver = order.message().receiver();
        appId = order.tenant().appId();
        namespace = order.tenant().namespace();
        senderAppId = order.from().user().tenant().appId();
        senderNamespace = order.from().user().tenant().namespace();
        sender = order.from().user().userId();
        senderName = order.from().name();
        senderType = order.from().type();
        excludeSender = order.excludeSender();
        body = JsonCodec.encode(order.message()).live();
        this.publishedAt = publishedAt;
        this.dueAt = dueAt;
    }

    long id() {
        return id;
    }

    /** An attempt failed. */
    void failed(String error) {
        failed++;
        lastError = error.length() > MAX_ERROR ? error.substring(0, MAX_ERROR) : error;
    }

    /** It is not tried any more. */
    void setAside(Instant now) {
        setAsideAt = now;
        dueAt = NEVER;
    }

    /** @throws io.signalbox.protocol.ProtocolException when this version cannot read what is in the row */
    Publication publication() {
        Origin from = new Origin(new UserKey(new Tenant(senderAppId, senderNamespace), sender), senderName, senderType);
        Message message = (Message) JsonCodec.decode(body);
        SendOrder order = new SendOrder(target, new Tenant(appId, namespace), message, from, excludeSender);
        return new Publication(id, transactionId, place, order, publishedAt, failed);
    }

    SetAside report() {
        return new SetAside(
                id,
                transactionId,
                messageId,
                target.name().toLowerCase(Locale.ROOT) + " " + appId + "/" + namespace
                        + (receiver == null ? "" : "/" + receiver),
                publishedAt,
                setAsideAt == null ? publishedAt : setAsideAt,
                failed,
                lastError == null ? "" : lastError);
    }
}
