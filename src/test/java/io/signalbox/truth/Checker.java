package io.signalbox.truth;

import io.signalbox.truth.Attempt.Outcome;
import io.signalbox.truth.Event.Kind;
import io.signalbox.truth.Violation.Rule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Decides from the log of a run whether the promises were kept. It knows nothing of the hub and does nothing but read;
 * used once. A log without an {@link Kind#END} is of a run that did not end: nothing is lost in it that might still
 * come, so only what cannot be made good any more is found.
 */
final class Checker {
    /** The database did not answer when the device came; it is told again. */
    private static final String NOT_KNOWN = "store_unavailable";

    private final Map<String, Sent> sent = new LinkedHashMap<>();
    private final Map<String, Device> devices = new LinkedHashMap<>();
    /** Attempts without an outcome, by connection and message. */
    private final Map<String, Map<String, Attempt>> open = new HashMap<>();
    /** Message by user, epoch and position. */
    private final Map<String, String> positions = new HashMap<>();

    /** The first life of each user's inbox that is named: what names none is of it. */
    private final Map<String, String> firstEpochs = new HashMap<>();

    private final List<Opening> openings = new ArrayList<>();
    private final Map<String, Long> refused = new TreeMap<>();
    private final Map<FaultKind, Long> faults = new EnumMap<>(FaultKind.class);
    private final List<Violation> violations = new ArrayList<>();
    private long attempts;
    private long unknown;
    private long received;
    private long recognised;
    private long repeats;
    private long acknowledged;
    private long connections;
    private boolean ended;

    private Checker() {}

    static Verdict check(List<Event> history) {
        Checker checker = new Checker();
        history.forEach(checker::findEpoch);
        for (int at = 0; at < history.size(); at++) {
            checker.read(at, history.get(at));
        }
        if (checker.ended) {
            checker.judgeWhatIsMissing();
        }
        checker.judgeOrder();
        return new Verdict(checker.counts(), checker.violations);
    }

    private void findEpoch(Event event) {
        if (!event.epoch().isEmpty()) {
            firstEpochs.putIfAbsent(Device.user(event.actor()), event.epoch());
        }
    }

    private void read(int at, Event event) {
        switch (event.kind()) {
            case PUBLISH -> published(at, event);
            case STORED -> stored(at, event);
            case REFUSED -> {
                refused.merge(event.detail(), 1L, Long::sum);
                conclude(at, event, Outcome.REFUSED);
            }
            case DELIVERED -> delivered(event);
            case BROKEN -> broken(at, event);
            // Acknowledges it, also when the connection ends before it is open.
            case RESUMES ->
                device(event)
                        .processed
                        .values()
                        .forEach(messages -> messages.forEach(sent -> sent.acknowledged = true));
            case OPENED -> opened(at, event);
            case RECEIVED -> received(event);
            case ACKNOWLEDGED -> {
                Sent message = sent.get(event.message());
                if (message != null) {
                    message.acknowledged = true;
                }
            }
            case FAULT -> faults.merge(FaultKind.valueOf(event.detail()), 1L, Long::sum);
            case END -> ended = true;
        }
    }

    private void opened(int at, Event event) {
        connections++;
        if (!event.detail().isEmpty()) {
            openings.add(new Opening(at, event));
        }
    }

    private void published(int at, Event event) {
        attempts++;
        Sent message = sent.computeIfAbsent(event.message(), id -> new Sent(id, event.actor(), event.detail()));
        Attempt attempt = new Attempt(event.message(), event.connection(), at);
        message.attempts.add(attempt);
        open.computeIfAbsent(event.connection(), connection -> new LinkedHashMap<>())
                .put(event.message(), attempt);
    }

    private void stored(int at, Event event) {
        Sent message = sent.get(event.message());
        if (message == null || !conclude(at, event, Outcome.STORED)) {
            found(Rule.NOTHING_STRANGE, event, "stored, but not sent over that connection, or answered twice");
        } else if (!message.isStored()) {
            message.storedAt = at;
        }
    }

    /** @return whether an answer was open */
    private boolean conclude(int at, Event event, Outcome outcome) {
        Attempt attempt = open.getOrDefault(event.connection(), Map.of()).get(event.message());
        if (attempt == null) {
            return false;
        }
        attempt.conclude(outcome, at);
        open.getOrDefault(event.connection(), new HashMap<>()).remove(event.message());
        return true;
    }

    private void broken(int at, Event event) {
        Map<String, Attempt> left = open.remove(event.connection());
        if (left != null) {
            unknown += left.size();
            left.values().forEach(attempt -> attempt.conclude(Outcome.UNKNOWN, at));
        }
    }

    private void delivered(Event event) {
        acknowledged++;
        Sent message = sent.get(event.message());
        if (message == null || !message.acknowledged) {
            found(Rule.DELIVERED_IS_TRUE, event, "told delivered, but no device had acknowledged it");
        }
    }

    private void received(Event event) {
        Device device = device(event);
        Sent message = sent.get(event.message());
        if (message == null || !message.receiver.equals(device.user()) || event.seq() <= 0) {
            found(Rule.NOTHING_STRANGE, event, "never sent, sent to somebody else, or without a position");
            return;
        }
        message.received = true;
        position(event, device, message);
        boolean known = device.knows(message);
        if (device.advances(epoch(event), event.seq())) {
            device.process(message);
            if (known) {
                repeats++;
            } else {
                received++;
            }
        } else if (known) {
            recognised++;
        } else {
            found(Rule.ABOVE_THE_CURSOR, event, "new, but at or below what the device had processed");
            device.process(message);
        }
    }

    private void position(Event event, Device device, Sent message) {
        String position = epoch(event) + ":" + event.seq();
        String other = positions.putIfAbsent(device.user() + " " + position, message.id);
        if (other != null && !other.equals(message.id)) {
            found(Rule.ONE_POSITION_ONE_MESSAGE, event, "the position belongs to " + other);
        }
        if (message.positions.add(position) && message.positions.size() > message.attempts.size()) {
            found(Rule.ONCE, event, "sent " + message.attempts.size() + " times, at positions " + message.positions);
        }
    }

    private void judgeWhatIsMissing() {
        for (Sent message : sent.values()) {
            if (message.isStored() && !message.received) {
                add(
                        Rule.NEVER_LOST,
                        message.id + " from " + message.sender + " to " + message.receiver
                                + " was told stored and never arrived");
            }
        }
        open.values()
                .forEach(left -> left.values().forEach(attempt -> {
                    String text = attempt.message + " over " + attempt.connection + " was never answered";
                    add(Rule.NO_SILENT_DROP, text);
                }));
        openings.forEach(this::judgeRecovered);
    }

    /** What was stored when the device came, and what of it never arrived, at no device of the user. */
    private void judgeRecovered(Opening opening) {
        Event event = opening.event();
        Device device = device(event);
        List<String> missing = sent.values().stream()
                .filter(message -> message.receiver.equals(device.user()))
                .filter(message -> message.storedAt < opening.at() && !message.received)
                .map(message -> message.id)
                .toList();
        boolean said = event.detail().equals("recovered=true");
        boolean knew = !event.detail().contains(NOT_KNOWN);
        if (knew && said != missing.isEmpty()) {
            found(Rule.RECOVERED_IS_TRUE, event, event.detail() + ", but of what was stored is missing " + missing);
        }
    }

    private void judgeOrder() {
        for (Device device : devices.values()) {
            device.processed.forEach((sender, messages) -> {
                for (int i = 1; i < messages.size(); i++) {
                    judgeOrder(device, messages.get(i), messages.subList(0, i));
                }
            });
        }
    }

    /** One violation for a message, not one for each that it should have preceded. */
    private void judgeOrder(Device device, Sent message, List<Sent> before) {
        before.stream().filter(message::mustPrecede).findFirst().ifPresent(later -> {
            String text = device.name + " got " + message.id + " after " + later.id + ", both from " + message.sender;
            add(Rule.IN_ORDER, text);
        });
    }

    private String epoch(Event event) {
        return event.epoch().isEmpty() ? firstEpochs.getOrDefault(Device.user(event.actor()), "") : event.epoch();
    }

    private Device device(Event event) {
        return devices.computeIfAbsent(event.actor(), Device::new);
    }

    private void found(Rule rule, Event event, String what) {
        add(rule, what + ": " + event.line().replace('\t', ' '));
    }

    private void add(Rule rule, String text) {
        violations.add(new Violation(rule, text));
    }

    private Verdict.Counts counts() {
        long arrivedThough = sent.values().stream()
                .filter(message -> message.received)
                .filter(message -> message.attempts.stream().allMatch(attempt -> attempt.is(Outcome.REFUSED)))
                .count();
        return new Verdict.Counts(
                sent.size(),
                attempts,
                sent.values().stream().filter(Sent::isStored).count(),
                refused,
                unknown,
                received,
                recognised,
                repeats,
                arrivedThough,
                acknowledged,
                connections,
                openings.size(),
                faults);
    }

    /** A connection whose device was told {@code recovered}. */
    private record Opening(int at, Event event) {}
}
