package io.signalbox.truth;

import io.signalbox.protocol.AckLevel;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.truth.Event.Kind;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A user who sends tracked messages to all receivers, a few at a time. When the connection ends it takes another one, to
 * any node, and most of the times sends again, with the same id, what was not answered; the rest it leaves.
 */
final class Sender implements Runnable, Link.Incoming {
    private static final int WINDOW = 8;
    private static final int LONGEST_PAUSE_MILLIS = 30;
    private static final int REPEATED_PERCENT = 70;
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final String LARGE = "x".repeat(60_000);
    private static final Pattern CODE = Pattern.compile("\"code\":\"(\\w+)\"");

    private final String name;
    private final List<String> users;
    private final Site site;
    private final EventLog log;
    private final Board board;
    private final Random random;
    private final Queue<String> floods = new ConcurrentLinkedQueue<>();
    private final Deque<Draft> repeats = new ArrayDeque<>();
    /** Not answered over the connection of now. Guarded by itself. */
    private final Map<String, Draft> unanswered = new LinkedHashMap<>();

    private volatile @Nullable Link link;
    private volatile boolean publishing = true;
    private volatile boolean ended;
    private int connections;
    private int messages;
    private long pingedAt;

    /** @param users who is sent to */
    Sender(String name, List<String> users, Site site, EventLog log, Board board, long seed) {
        this.name = name;
        this.users = users;
        this.site = site;
        this.log = log;
        this.board = board;
        this.random = new Random(seed);
    }

    @Override
    public void run() {
        try {
            while (!ended) {
                Link now = link;
                if (now == null || !now.isOpen()) {
                    connect();
                } else {
                    step(now);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            leave();
        }
    }

    /** Sends so many large messages to one user as soon as it can. */
    void flood(String user, int count) {
        for (int i = 0; i < count; i++) {
            floods.add(user);
        }
    }

    /** Whether some of those are not sent yet. */
    boolean isFlooding() {
        return publishing && !floods.isEmpty();
    }

    void reset() {
        Link now = link;
        if (now != null) {
            now.resetWithin(text(new Draft("half-of-" + name, users.get(0), "never whole")));
        }
    }

    /** Nothing new is sent from now on. */
    void settle() {
        publishing = false;
    }

    /** Whether everything that was sent over an open connection is answered. */
    boolean isSettled() {
        Link now = link;
        synchronized (unanswered) {
            return !publishing && unanswered.isEmpty() && repeats.isEmpty() && now != null && now.isOpen();
        }
    }

    void end() {
        ended = true;
    }

    @Override
    public @Nullable String message(Link from, Message message, String text) {
        if (message.type() == MessageType.ACK && message.ack() == AckLevel.STORED) {
            answered(from, Kind.STORED, message.messageId(), "");
        } else if (message.type() == MessageType.ACK && message.ack() == AckLevel.DELIVERED) {
            log.told(Kind.DELIVERED, name, from.name(), String.valueOf(message.messageId()), "");
        } else if (message.type() == MessageType.ERROR && message.replyToMsgId() != null) {
            Matcher code = CODE.matcher(text);
            answered(from, Kind.REFUSED, message.replyToMsgId(), code.find() ? code.group(1) : "no code");
        }
        return null;
    }

    private void answered(Link from, Kind kind, @Nullable String messageId, String detail) {
        String id = String.valueOf(messageId);
        log.told(kind, name, from.name(), id, detail);
        if (kind == Kind.STORED) {
            board.stored(id);
        }
        synchronized (unanswered) {
            unanswered.remove(id);
        }
    }

    private void step(Link now) throws InterruptedException {
        if (System.nanoTime() - pingedAt > PING_NANOS) {
            pingedAt = System.nanoTime();
            now.ping();
        }
        Draft next = next();
        if (next == null) {
            TimeUnit.MILLISECONDS.sleep(5);
            return;
        }
        boolean open = now.whileOpen(() -> {
            log.publish(name, now.name(), next.id, next.receiver);
            synchronized (unanswered) {
                unanswered.put(next.id, next);
            }
        });
        if (open) {
            now.send(text(next));
        } else {
            repeats.addFirst(next);
        }
        if (floods.isEmpty()) {
            TimeUnit.MILLISECONDS.sleep(random.nextInt(LONGEST_PAUSE_MILLIS));
        }
    }

    private @Nullable Draft next() {
        synchronized (unanswered) {
            if (unanswered.size() >= WINDOW) {
                return null;
            }
        }
        if (!repeats.isEmpty()) {
            return repeats.removeFirst();
        }
        if (!publishing) {
            return null;
        }
        String flooded = floods.poll();
        String id = name + "-" + ++messages;
        return flooded != null
                ? new Draft(id, flooded, LARGE)
                : new Draft(id, users.get(random.nextInt(users.size())), "message " + messages);
    }

    private void connect() throws InterruptedException {
        synchronized (unanswered) {
            for (Draft draft : unanswered.values()) {
                if (random.nextInt(100) < REPEATED_PERCENT) {
                    repeats.addLast(draft);
                }
            }
            unanswered.clear();
        }
        try {
            String connection = name + "#" + ++connections;
            link = Link.open(site.any(random), "user_id=" + name, name, connection, 0, log, this);
        } catch (IOException e) {
            TimeUnit.MILLISECONDS.sleep(50 + random.nextInt(200));
        }
    }

    private void leave() {
        Link now = link;
        if (now != null) {
            now.leave();
        }
    }

    private static String text(Draft draft) {
        return "{\"message_type\":\"text\",\"message_id\":\"" + draft.id + "\",\"receiver\":\"" + draft.receiver
                + "\",\"require_ack\":true,\"content\":\"" + draft.content + "\"}";
    }

    /** A message of the sender's. */
    private record Draft(String id, String receiver, String content) {}
}
