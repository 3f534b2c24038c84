package io.signalbox.client;

import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageBuilder;
import io.signalbox.protocol.MessageType;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Acknowledgements on their way to the hub: each at once, or gathered and then said as one for everything up to a
 * position, and one for each entry behind it. What is not said before the connection ends is said by the next handshake.
 * Confined to the scheduler thread.
 */
final class Acks {
    private final Duration batch;
    private final ClientScheduler scheduler;
    private final Consumer<Message> send;
    private final Map<Long, Message> ahead = new LinkedHashMap<>();
    private long said;
    private long upTo;
    private ClientScheduler.@Nullable Timer timer;

    /** @param batch how long they are gathered; zero: each is said at once */
    Acks(Duration batch, ClientScheduler scheduler, Consumer<Message> send) {
        this.batch = batch;
        this.scheduler = scheduler;
        this.send = send;
    }

    /** An entry is processed, and everything up to {@code position} is. */
    void processed(Message message, long position) {
        Message ack = ack(message.seq()).messageId(message.messageId()).build();
        if (batch.isZero()) {
            send.accept(ack);
            return;
        }
        upTo = position;
        if (message.seq() > position) {
            ahead.put(message.seq(), ack);
        }
        if (timer == null) {
            timer = scheduler.after(batch, this::flush);
        }
    }

    /** The connection ended; another one begins anew. */
    void reset() {
        if (timer != null) {
            timer.cancel();
        }
        timer = null;
        ahead.clear();
        said = 0;
        upTo = 0;
    }

    private void flush() {
        timer = null;
        if (upTo > said) {
            said = upTo;
            send.accept(ack(upTo).build());
        }
        ahead.forEach((seq, ack) -> {
            if (seq > upTo) {
                send.accept(ack);
            }
        });
        ahead.clear();
    }

    private static MessageBuilder ack(long seq) {
        return Message.builder(MessageType.ACK).seq(seq);
    }
}
