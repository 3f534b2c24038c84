package io.signalbox.truth;

import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import java.io.IOException;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A device that acknowledges what arrives, most of the times. It leaves now and then, stays away for a while, and comes
 * back to any node.
 */
final class Receiver implements Runnable, Link.Incoming {
    private static final int FORGOTTEN_PERCENT = 5;
    private static final int SHORTEST_STAY_MILLIS = 1_000;
    private static final int LONGEST_STAY_MILLIS = 6_000;
    private static final int LONGEST_ABSENCE_MILLIS = 1_500;
    private static final int SMALL_BUFFER = 4_096;
    private static final long PING_NANOS = TimeUnit.SECONDS.toNanos(1);
    private static final Pattern RECOVERED = Pattern.compile("\"recovered\":(true|false)(.*?\"reason\":\"(\\w+)\")?");

    private final String user;
    private final String device;
    private final boolean slow;
    private final Site site;
    private final EventLog log;
    private final Board board;
    private final Random random;
    /** Whether it says how far it came when it connects, and is then told whether it missed something. */
    private final boolean resumes;

    private volatile @Nullable Link link;
    private volatile boolean ended;
    private volatile boolean staying;
    private volatile boolean leaving;
    private long cursor;
    private String epoch = "";
    private int connections;
    private long pingedAt;
    private long leavesAt;

    /** @param slow whether it has a small receive buffer, so that not reading is noticed */
    Receiver(String user, String device, boolean slow, Site site, EventLog log, Board board, long seed) {
        this.user = user;
        this.device = device;
        this.slow = slow;
        this.site = site;
        this.log = log;
        this.board = board;
        this.random = new Random(seed);
        this.resumes = random.nextBoolean();
    }

    String user() {
        return user;
    }

    @Override
    public void run() {
        try {
            while (!ended) {
                Link now = link;
                if (now == null || !now.isOpen()) {
                    connect();
                } else if (leaving || (!staying && !now.isPaused() && System.nanoTime() > leavesAt)) {
                    now.leave();
                    TimeUnit.MILLISECONDS.sleep(leaving ? 1 : random.nextInt(LONGEST_ABSENCE_MILLIS));
                    leaving = false;
                } else {
                    ping(now);
                    TimeUnit.MILLISECONDS.sleep(20);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            Link now = link;
            if (now != null) {
                now.leave();
            }
        }
    }

    /** Stops reading, or goes on; it does not leave meanwhile. */
    void pauseReading(boolean pause) {
        Link now = link;
        if (now != null) {
            now.pauseReading(pause);
        }
    }

    void reset() {
        Link now = link;
        if (now != null) {
            now.resetWithin("{\"message_type\":\"ack\",\"message_id\":\"never-whole\",\"seq\":1}");
        }
    }

    /** Connects once more, which brings what is missing, and stays from then on. */
    void settle() {
        staying = true;
        leaving = true;
    }

    void end() {
        ended = true;
    }

    @Override
    public @Nullable String message(Link from, Message message, String text) {
        if (message.epoch() != null) {
            epoch(message.epoch());
        }
        if (message.type() == MessageType.CLIENT_REGISTERED) {
            board.opened();
            log.opened(name(), from.name(), epoch, recovered(text));
            return null;
        }
        String id = message.messageId();
        if (!message.requireAck() || id == null) {
            return null;
        }
        log.received(name(), from.name(), id, message.seq(), epoch);
        board.arrived(id);
        cursor = Math.max(cursor, message.seq());
        if (random.nextInt(100) < FORGOTTEN_PERCENT) {
            return null;
        }
        log.acknowledged(name(), from.name(), id, message.seq(), epoch);
        return "{\"message_type\":\"ack\",\"message_id\":\"" + id + "\",\"seq\":" + message.seq() + "}";
    }

    /** A life that was not known yet is no other one. */
    private void epoch(String said) {
        if (!epoch.isEmpty() && !epoch.equals(said)) {
            cursor = 0;
        }
        epoch = said;
    }

    private static String recovered(String text) {
        Matcher said = RECOVERED.matcher(text);
        if (!said.find()) {
            return "";
        }
        return "recovered=" + said.group(1) + (said.group(3) == null ? "" : " " + said.group(3));
    }

    private void ping(Link now) {
        if (System.nanoTime() - pingedAt > PING_NANOS) {
            pingedAt = System.nanoTime();
            now.ping();
        }
    }

    private void connect() throws InterruptedException {
        try {
            String connection = name() + "#" + ++connections;
            int buffer = slow ? SMALL_BUFFER : 0;
            String query = "user_id=" + user + "&device_id=" + device + resumePoint();
            if (resumes) {
                log.resumes(name(), connection, cursor, epoch);
            }
            link = Link.open(site.any(random), query, name(), connection, buffer, log, this);
            int stay = SHORTEST_STAY_MILLIS + random.nextInt(LONGEST_STAY_MILLIS - SHORTEST_STAY_MILLIS);
            leavesAt = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(stay);
        } catch (IOException e) {
            TimeUnit.MILLISECONDS.sleep(50 + random.nextInt(200));
        }
    }

    private String resumePoint() {
        if (!resumes) {
            return "";
        }
        return "&last_seq=" + cursor + (epoch.isEmpty() ? "" : "&epoch=" + epoch);
    }

    private String name() {
        return user + "/" + device;
    }
}
