package io.signalbox.store;

import io.signalbox.hub.DeliveryMode;
import io.signalbox.hub.FailureCode;
import io.signalbox.hub.MessageStatus;
import io.signalbox.hub.MessageSubject;
import io.signalbox.identity.Tenant;
import io.signalbox.protocol.MessageType;
import io.signalbox.records.MessageDetails;
import io.signalbox.records.MessageRecord;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.NamedQuery;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** The record of one message. */
@Entity
@Table(name = "message_record")
@NamedQuery(
        name = MessageRecordEntity.OF_IDS,
        query = "select m from MessageRecordEntity m where m.id in :ids order by m.id")
@NamedQuery(
        name = MessageRecordEntity.UNACKNOWLEDGED,
        query = "select m.id from MessageRecordEntity m where m.status = :sending and m.statusAt <= :since"
                + " order by m.statusAt")
@NamedQuery(
        name = MessageRecordEntity.EXPIRED,
        query = "select m.id from MessageRecordEntity m where m.expiresAt <= :now and m.status in :open"
                + " order by m.expiresAt")
@NamedQuery(
        name = MessageRecordEntity.OLD,
        query = "select m.id from MessageRecordEntity m where m.createdAt < :end order by m.createdAt, m.id")
@NamedQuery(name = MessageRecordEntity.REMOVE, query = "delete from MessageRecordEntity m where m.id in :ids")
public class MessageRecordEntity {
    static final String OF_IDS = "MessageRecordEntity.ofIds";
    static final String UNACKNOWLEDGED = "MessageRecordEntity.unacknowledged";
    static final String EXPIRED = "MessageRecordEntity.expired";
    static final String OLD = "MessageRecordEntity.old";
    static final String REMOVE = "MessageRecordEntity.remove";

    @Id
    @Column(name = "id")
    private String id = "";

    @Column(name = "message_id", nullable = false, updatable = false)
    private String messageId = "";

    @Column(name = "app_id", nullable = false, updatable = false)
    private String appId = "";

    @Column(name = "namespace", nullable = false, updatable = false)
    private String namespace = "";

    @Column(name = "sender", nullable = false, updatable = false)
    private String sender = "";

    @Column(name = "delivery_mode", nullable = false, updatable = false)
    @Enumerated(EnumType.STRING)
    private DeliveryMode mode = DeliveryMode.P2P;

    @Column(name = "receiver", nullable = false, updatable = false)
    private String receiver = "";

    @Column(name = "status", nullable = false)
    @Enumerated(EnumType.STRING)
    private MessageStatus status = MessageStatus.PENDING;

    @Column(name = "status_at", nullable = false)
    private Instant statusAt = Instant.EPOCH;

    @Column(name = "created_at", nullable = false)
    private Instant createdAt = Instant.EPOCH;

    @Column(name = "first_sent_at")
    private @Nullable Instant firstSentAt;

    @Column(name = "last_sent_at")
    private @Nullable Instant lastSentAt;

    @Column(name = "failure")
    @Enumerated(EnumType.STRING)
    private @Nullable FailureCode failure;

    @Column(name = "error")
    private @Nullable String error;

    /** For queries; it follows from the attempts. */
    @Column(name = "retries", nullable = false)
    private int retries;

    @Column(name = "attempts", nullable = false)
    private String attempts = "[]";

    @Column(name = "expires_at", nullable = false)
    private Instant expiresAt = Instant.EPOCH;

    /** Null while the node that sent it has not written it, and so is what follows. */
    @Column(name = "message_type")
    @Enumerated(EnumType.STRING)
    private @Nullable MessageType type;

    @Column(name = "sender_client")
    private @Nullable String senderClient;

    @Column(name = "node_id")
    private @Nullable String nodeId;

    @Column(name = "node_address")
    private @Nullable String nodeAddress;

    @Column(name = "client_ip")
    private @Nullable String clientIp;

    @Column(name = "max_retries", nullable = false)
    private int maxRetries;

    @Column(name = "payload")
    private @Nullable String payload;

    /** For Hibernate. */
    protected MessageRecordEntity() {}

    MessageRecordEntity(MessageRecord first) {
        id = first.id();
        MessageSubject subject = first.subject();
        messageId = subject.messageId();
        appId = subject.tenant().appId();
        namespace = subject.tenant().namespace();
        sender = subject.sender();
        mode = subject.mode();
        receiver = subject.receiver();
        become(first);
    }

    String id() {
        return id;
    }

    /** From now on it says what this says. @param known of the same message */
    final void become(MessageRecord known) {
        status = known.status();
        statusAt = known.statusAt();
        createdAt = known.createdAt();
        firstSentAt = known.firstSentAt();
        lastSentAt = known.lastSentAt();
        failure = known.failure();
        error = known.error();
        retries = known.retries();
        attempts = AttemptsJson.write(known.attempts());
        expiresAt = known.expiresAt();
        MessageDetails details = known.details();
        if (details != null) {
            type = details.type();
            senderClient = details.senderClient();
            nodeId = details.nodeId();
            nodeAddress = details.nodeAddress();
            clientIp = details.clientIp();
            maxRetries = details.maxRetries();
            payload = details.payload();
        }
    }

    MessageRecord message() {
        return new MessageRecord(
                id,
                new MessageSubject(new Tenant(appId, namespace), sender, messageId, mode, receiver),
                status,
                statusAt,
                createdAt,
                firstSentAt,
                lastSentAt,
                failure,
                error,
                AttemptsJson.read(attempts),
                expiresAt,
                details());
    }

    private @Nullable MessageDetails details() {
        return type == null || nodeId == null || nodeAddress == null
                ? null
                : new MessageDetails(type, senderClient, nodeId, nodeAddress, clientIp, maxRetries, payload);
    }
}
