package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.testing.LocalWebSocketServer;
import io.signalbox.testing.LocalWebSocketServer.Peer;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client on the JDK's WebSocket, its own threads and a real socket. */
@Timeout(60)
class RealSocketTest {
    private static final String REGISTERED = "{\"message_type\":\"client_registered\",\"data\":{\"node_id\":\"n\"}}";

    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private LocalWebSocketServer server;

    @BeforeEach
    void listen() throws IOException {
        server = new LocalWebSocketServer();
    }

    @AfterEach
    void stop() throws IOException {
        server.close();
    }

    @Test
    @Tag("K18")
    void after_the_server_cut_the_socket_the_client_comes_back_and_sends_what_was_not_stored() throws Exception {
        try (SignalboxClient client = client()) {
            var connected = client.connect();
            Peer first = server.accepted();
            assertThat(first.request()).contains("user_id=alice").contains("signalbox.v1.json");
            first.send(REGISTERED);
            assertThat(connected.get(10, TimeUnit.SECONDS).nodeId()).isEqualTo("n");
            PublishReceipt receipt = client.publish(SendingTest.toBob("keep"));
            String sent = first.text();
            first.cut();

            Peer second = server.accepted();
            second.send(REGISTERED);
            assertThat(second.text()).isEqualTo(sent);
            second.send("{\"message_type\":\"ack\",\"message_id\":\"" + receipt.messageId() + "\",\"ack\":\"stored\"}");
            receipt.stored().get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    @Tag("K18")
    void a_close_frame_that_says_come_back_is_followed_and_one_that_says_stop_is_obeyed() throws Exception {
        try (SignalboxClient client = client()) {
            var connected = client.connect();
            server.accepted().close(1012);
            server.accepted().close(4502);
            assertThat(connected.handle((done, error) -> error).get(10, TimeUnit.SECONDS))
                    .hasMessageContaining("4502");
            assertThat(client.state()).isEqualTo(ClientState.CLOSED);
        }
    }

    @Test
    void a_tracked_message_in_fragments_is_handed_out_and_acknowledged() throws Exception {
        try (SignalboxClient client = client()) {
            Peer peer = registered(client);
            String content = "ä€😀".repeat(5000);
            peer.sendFragmented(
                    "{\"message_type\":\"text\",\"message_id\":\"m\",\"seq\":7,\"require_ack\":true,\"content\":\""
                            + content + "\"}",
                    1001);
            Message ack = (Message) JsonCodec.decode(peer.text());
            assertThat(ack.type()).isEqualTo(MessageType.ACK);
            assertThat(ack.seq()).isEqualTo(7);
            assertThat(messages.take().content()).isEqualTo(content);
        }
    }

    @Test
    void a_thousand_messages_sent_at_once_arrive_in_order() throws Exception {
        try (SignalboxClient client = client()) {
            Peer peer = registered(client);
            for (int i = 0; i < 1000; i++) {
                var unused = client.sendTo("bob", "n" + i);
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(((Message) JsonCodec.decode(peer.text())).content()).isEqualTo("n" + i);
            }
        }
    }

    @Test
    void a_message_beyond_the_bound_ends_the_connection_on_the_wire_too() throws Exception {
        try (SignalboxClient client = client()) {
            Peer peer = registered(client);
            peer.sendFragmented("x".repeat(200_000), 10_000);
            // The JDK's WebSocket sends no 1009 for a client.
            assertThat(peer.closeCode()).isEqualTo(1008);
        }
    }

    @Test
    void a_publish_may_be_waited_for_in_a_listener() throws Exception {
        CountDownLatch stored = new CountDownLatch(1);
        SignalboxClient[] self = new SignalboxClient[1];
        try (SignalboxClient client = builder()
                .listener(message -> {
                    self[0].publish(SendingTest.toBob("answer")).stored().join();
                    stored.countDown();
                })
                .build()) {
            self[0] = client;
            Peer peer = registered(client);
            peer.send("{\"message_type\":\"text\",\"content\":\"question\"}");
            String id = ((Message) JsonCodec.decode(peer.text())).messageId();
            peer.send("{\"message_type\":\"ack\",\"message_id\":\"" + id + "\",\"ack\":\"stored\"}");
            assertThat(stored.await(10, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void a_refused_dial_is_tried_again() throws Exception {
        URI nobody;
        try (LocalWebSocketServer gone = new LocalWebSocketServer()) {
            nobody = gone.uri();
        }
        CountDownLatch failures = new CountDownLatch(3);
        try (SignalboxClient client = SignalboxClient.builder(nobody)
                .userId("alice")
                .options(quick())
                .listener(new Disconnections(failures))
                .build()) {
            var unused = client.connect();
            assertThat(failures.await(20, TimeUnit.SECONDS)).isTrue();
            assertThat(client.state()).isEqualTo(ClientState.CONNECTING);
        }
    }

    @Test
    void close_says_goodbye_and_leaves_no_thread_behind() throws Exception {
        SignalboxClient client = client();
        Peer peer = registered(client);
        client.close();
        assertThat(peer.closeCode()).isEqualTo(1000);
        assertThat(client.state()).isEqualTo(ClientState.CLOSED);
        for (Thread thread : clientThreads()) {
            thread.join(10_000);
            assertThat(thread.isAlive()).as(thread.getName()).isFalse();
        }
    }

    @Test
    void close_does_not_wait_for_ever_for_a_listener() throws Exception {
        CountDownLatch called = new CountDownLatch(1);
        CountDownLatch interrupted = new CountDownLatch(1);
        SignalboxClient client = builder()
                .listener(message -> {
                    called.countDown();
                    try {
                        new CountDownLatch(1).await();
                    } catch (InterruptedException e) {
                        interrupted.countDown();
                    }
                })
                .build();
        registered(client).send("{\"message_type\":\"text\",\"content\":\"x\"}");
        assertThat(called.await(10, TimeUnit.SECONDS)).isTrue();
        client.close();
        assertThat(interrupted.await(10, TimeUnit.SECONDS)).isTrue();
    }

    private static java.util.List<Thread> clientThreads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("signalbox-client"))
                .toList();
    }

    private Peer registered(SignalboxClient client) throws Exception {
        var connected = client.connect();
        Peer peer = server.accepted();
        peer.send(REGISTERED);
        connected.get(10, TimeUnit.SECONDS);
        return peer;
    }

    private SignalboxClient client() {
        return builder().listener(messages::add).build();
    }

    private ClientBuilder builder() {
        return SignalboxClient.builder(server.uri()).userId("alice").options(quick());
    }

    private static ClientOptions quick() {
        return ClientOptions.builder()
                .backoffBase(Duration.ofMillis(1))
                .backoffCap(Duration.ofMillis(20))
                .closeTimeout(Duration.ofMillis(500))
                .build();
    }

    private record Disconnections(CountDownLatch failures) implements ClientListener {
        @Override
        public void onMessage(Message message) {}

        @Override
        public void onDisconnected(Disconnection disconnection) {
            failures.countDown();
        }
    }
}
