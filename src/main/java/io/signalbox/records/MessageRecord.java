package io.signalbox.records;

import io.signalbox.hub.FailureCode;
import io.signalbox.hub.MessageStatus;
import io.signalbox.hub.MessageSubject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What became of one message (contract 2.14), as far as it is known. Times are in milliseconds.
 *
 * <p>What several nodes know of one message is put together by {@link #with}, in whatever order it comes: an
 * acknowledgement may be written before what it acknowledges.
 *
 * @param id of the record
 * @param status how far it came
 * @param statusAt since when
 * @param createdAt when it was sent
 * @param firstSentAt when it was first tried; null when it was not
 * @param lastSentAt when it was last tried, or handed out
 * @param failure what stood in the way at last; null unless the status says so
 * @param error the same for people, at most {@link #MAX_ERROR} characters
 * @param attempts in order, the last {@link #MAX_ATTEMPTS}
 * @param expiresAt when it is marked as expired, if nothing is known by then
 * @param details null while the node that sent it has not written them
 */
public record MessageRecord(
        String id,
        MessageSubject subject,
        MessageStatus status,
        Instant statusAt,
        Instant createdAt,
        @Nullable Instant firstSentAt,
        @Nullable Instant lastSentAt,
        @Nullable FailureCode failure,
        @Nullable String error,
        List<MessageAttempt> attempts,
        Instant expiresAt,
        @Nullable MessageDetails details) {
    /** Most attempts of a record. */
    public static final int MAX_ATTEMPTS = 32;
    /** Longest text of an error. */
    public static final int MAX_ERROR = 500;

    public MessageRecord {
        statusAt = millis(statusAt);
        createdAt = millis(createdAt);
        firstSentAt = firstSentAt == null ? null : millis(firstSentAt);
        lastSentAt = lastSentAt == null ? null : millis(lastSentAt);
        expiresAt = millis(expiresAt);
        error = error == null || error.length() <= MAX_ERROR ? error : error.substring(0, MAX_ERROR);
        attempts = attempts.size() <= MAX_ATTEMPTS
                ? List.copyOf(attempts)
                : List.copyOf(attempts.subList(attempts.size() - MAX_ATTEMPTS, attempts.size()));
    }

    /** The id of the record about something: the same on every node. */
    public static String idOf(MessageSubject subject) {
        String all = String.join(
                "\n",
                subject.tenant().appId(),
                subject.tenant().namespace(),
                subject.sender(),
                subject.messageId(),
                subject.mode().wireName(),
                subject.receiver());
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(all.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** How often it was tried after the first time. */
    public int retries() {
        return Math.max(0, attempts.size() - 1);
    }

    /** How often it may be tried after the first time; 0 while that is not known. */
    public int maxRetries() {
        return details == null ? 0 : details.maxRetries();
    }

    /** When nothing more was waited for; null while something is. */
    public @Nullable Instant endedAt() {
        return status.isEnd() ? statusAt : null;
    }

    /** Whether it failed, and could be sent again. */
    public boolean isRetryable(Instant now) {
        return status == MessageStatus.FAILED && retries() < maxRetries() && expiresAt.isAfter(now);
    }

    /** What this says and the other one, about the same message. What cannot follow from here does not change the status. */
    public MessageRecord with(MessageRecord later) {
        boolean moves = status.leadsTo(later.status) && !(later.status.leadsTo(status) && later.isBefore(this));
        MessageRecord last = moves ? later : this;
        boolean detailed = details != null;
        Instant expiry = detailed && later.details != null ? earlier(expiresAt, later.expiresAt) : expiresAt;
        return new MessageRecord(
                id,
                subject,
                last.status,
                last.statusAt,
                earlier(createdAt, later.createdAt),
                first(firstSentAt, later.firstSentAt),
                last(lastSentAt, later.lastSentAt),
                last.failure,
                last.error,
                together(attempts, later.attempts),
                detailed || later.details == null ? expiry : later.expiresAt,
                detailed ? details : later.details);
    }

    /** The same as somebody found it who looks for what has waited too long; null when it may wait on. */
    public @Nullable MessageRecord ifOverdue(Instant now, Instant unacknowledgedSince) {
        if (status.isEnd()) {
            return null;
        }
        if (!expiresAt.isAfter(now)) {
            return with(ended(MessageStatus.EXPIRED, FailureCode.EXPIRED, now));
        }
        return status == MessageStatus.SENDING && !statusAt.isAfter(unacknowledgedSince)
                ? with(ended(MessageStatus.ACK_TIMEOUT, FailureCode.ACK_TIMEOUT, now))
                : null;
    }

    private MessageRecord ended(MessageStatus how, FailureCode code, Instant now) {
        return new MessageRecord(id, subject, how, now, createdAt, null, null, code, null, List.of(), expiresAt, null);
    }

    private boolean isBefore(MessageRecord other) {
        return statusAt.isBefore(other.statusAt);
    }

    private static List<MessageAttempt> together(List<MessageAttempt> some, List<MessageAttempt> others) {
        if (others.isEmpty() || some.isEmpty()) {
            return others.isEmpty() ? some : others;
        }
        return Stream.concat(some.stream(), others.stream())
                .distinct()
                .sorted(Comparator.comparing(MessageAttempt::at))
                .toList();
    }

    private static Instant earlier(Instant one, Instant other) {
        return other.isBefore(one) ? other : one;
    }

    private static @Nullable Instant first(@Nullable Instant one, @Nullable Instant other) {
        return one == null || other == null ? one == null ? other : one : earlier(one, other);
    }

    private static @Nullable Instant last(@Nullable Instant one, @Nullable Instant other) {
        return one == null || other == null ? one == null ? other : one : other.isAfter(one) ? other : one;
    }

    private static Instant millis(Instant instant) {
        return Instant.ofEpochMilli(instant.toEpochMilli());
    }
}
