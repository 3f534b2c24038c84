package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import java.net.URI;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A real node and a device that was away: everything comes once, in order; how fast is printed, not asserted. */
class ReplayIT {
    private static final int MESSAGES = 5000;
    private static final int SENDERS = 10;
    private static final int ROUNDS = 4;

    private final URI hub = Nodes.shared().uri();
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private final String bob = "bob-" + run;

    @Test
    @Tag("R13")
    @Tag("H23")
    void five_thousand_messages_that_waited_come_in_order_and_what_was_processed_is_not_repeated() throws Exception {
        store();
        for (int round = 0; round < ROUNDS; round++) {
            long began = System.nanoTime();
            try (Peer phone = Peer.open(hub, "/ws?user_id=" + bob + "&client_id=phone&last_seq=0")) {
                Message registered = phone.await(MessageType.CLIENT_REGISTERED);
                assertThat(registered.data()).contains("\"waiting\":" + MESSAGES);
                read(phone, 1, MESSAGES);
                long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
                System.out.println(
                        "replay of " + MESSAGES + " messages to one device, connect included: " + millis + " ms");
            }
        }
        int processed = MESSAGES - 100;
        try (Peer phone = Peer.open(hub, "/ws?user_id=" + bob + "&client_id=phone&last_seq=" + processed)) {
            assertThat(phone.await(MessageType.CLIENT_REGISTERED).recovered()).isTrue();
            read(phone, processed + 1, MESSAGES);
            phone.send("{\"message_type\":\"ack\",\"seq\":" + MESSAGES + "}");
            phone.drained();
        }
        await("all acknowledged").atMost(Duration.ofSeconds(20)).until(this::nothingWaits);
    }

    /** As a device is told that was never here. */
    private boolean nothingWaits() throws Exception {
        String device = "&client_id=desk-" + UUID.randomUUID();
        try (Peer desk = Peer.open(hub, "/ws?user_id=" + bob + device + "&last_seq=0")) {
            return String.valueOf(desk.await(MessageType.CLIENT_REGISTERED).data())
                    .contains("\"waiting\":0");
        }
    }

    private void store() throws Exception {
        for (int sender = 0; sender < SENDERS; sender++) {
            try (Peer peer = Peer.connect(hub, "/ws?user_id=alice" + sender + "-" + run)) {
                int each = MESSAGES / SENDERS;
                for (int i = 0; i < each; i++) {
                    peer.send("{\"message_type\":\"text\",\"message_id\":\"m" + sender + "-" + i
                            + "\",\"require_ack\":true,\"receiver\":\"" + bob + "\",\"content\":\"" + "x".repeat(200)
                            + "\"}");
                }
                for (int i = 0; i < each; i++) {
                    peer.await(MessageType.ACK);
                }
            }
        }
    }

    private static void read(Peer peer, int from, int to) throws Exception {
        for (long seq = from; seq <= to; seq++) {
            Message message = (Message) JsonCodec.decode(peer.awaitText(text -> text.contains("\"seq\":")));
            assertThat(message.seq()).isEqualTo(seq);
        }
    }
}
