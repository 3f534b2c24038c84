package io.signalbox.hub;

import io.signalbox.identity.Profile;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.Priority;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * How much a message matters to whom it is for, as a score from 0 to 100 (contract 2.8.3, M22): five for each step of
 * the priority, five for each VIP level, ten for each step of the urgency, and what the subject adds.
 *
 * @param priority counts from 1, low, to 5, critical
 * @param vipLevel of the receiver, 0 to 8
 */
public record Classification(Priority priority, int vipLevel, Urgency urgency, Subject subject) {
    private static final int MOST = 100;
    private static final int CRITICAL_FROM = 90;
    private static final int HIGH_PRIORITY_FROM = 80;
    private static final int NORMAL_PRIORITY_FROM = 50;

    /** @throws IllegalArgumentException when the level is out of its range */
    public Classification {
        if (vipLevel < 0 || vipLevel > Profile.MAX_VIP_LEVEL) {
            throw new IllegalArgumentException("vip level " + vipLevel + " is not in 0.." + Profile.MAX_VIP_LEVEL);
        }
    }

    /** How soon an answer is needed. */
    public enum Urgency {
        LOW,
        NORMAL,
        HIGH
    }

    /** What it is about: the business categories of the contract. */
    public enum Subject {
        GENERAL(0),
        CUSTOMER(8),
        SALES(3),
        TECHNICAL(5),
        FINANCE(10),
        SECURITY(15),
        OPERATIONS(0),
        SUPPORT(0),
        IT(0),
        QUALITY(0),
        OTHER(0);

        private final int bonus;

        Subject(int bonus) {
            this.bonus = bonus;
        }
    }

    /** From 5 to 100. */
    public int score() {
        int score = (priority.ordinal() + 1) * 5 + vipLevel * 5 + urgency.ordinal() * 10 + subject.bonus;
        return Math.min(score, MOST);
    }

    /** Whether somebody should look at it now. */
    public boolean isCritical() {
        return score() >= CRITICAL_FROM
                || priority == Priority.CRITICAL
                || urgency == Urgency.HIGH
                || subject == Subject.SECURITY;
    }

    /** The priority that a message of that score is sent with. */
    public Priority sendPriority() {
        int score = score();
        if (score >= HIGH_PRIORITY_FROM) {
            return Priority.HIGH;
        }
        return score >= NORMAL_PRIORITY_FROM ? Priority.NORMAL : Priority.LOW;
    }

    /**
     * The message with the priority of the score, and with {@code classification}, {@code score} and {@code is_critical}
     * at the end of its {@code data}, whose own keys must be others.
     *
     * @throws IllegalArgumentException when the data is no object
     */
    Message on(Message message) {
        String members = "\"classification\":{\"priority\":" + name(priority)
                + ",\"vip_level\":" + vipLevel
                + ",\"urgency\":" + name(urgency)
                + ",\"category\":" + name(subject)
                + "},\"score\":" + score()
                + ",\"is_critical\":" + isCritical() + '}';
        return message.toBuilder()
                .priority(sendPriority())
                .data(opened(message.data()) + members)
                .build();
    }

    /** The object without its end, ready for another member. */
    private static String opened(@Nullable String data) {
        String object = data == null ? "{}" : data.strip();
        if (object.length() < 2 || !object.startsWith("{") || !object.endsWith("}")) {
            throw new IllegalArgumentException("data is no JSON object");
        }
        String inside = object.substring(1, object.length() - 1).strip();
        return inside.isEmpty() ? "{" : '{' + inside + ',';
    }

    private static String name(Enum<?> value) {
        return JsonCodec.quote(value.name().toLowerCase(Locale.ROOT));
    }
}
