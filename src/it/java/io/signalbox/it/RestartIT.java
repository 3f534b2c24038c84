package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.signalbox.client.ClientOptions;
import io.signalbox.client.PublishReceipt;
import io.signalbox.client.SignalboxClient;
import io.signalbox.protocol.AckLevel;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.run.NodeProcess;
import io.signalbox.testing.Concurrently;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.WebSocketHandshakeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What was stored outlives the process, however it ends. H2 in a file; {@link PostgresIT} does it on PostgreSQL. */
class RestartIT {
    private static final Path FOREIGN = Path.of("src", "it", "node", "foreign.mjs");

    @Test
    @Tag("R12")
    @Tag("R13")
    @Tag("C28")
    void stored_messages_survive_an_orderly_stop_and_a_kill() throws Exception {
        Path folder = Nodes.folder("restart");
        survives("restart", Nodes.h2File(folder));
    }

    @Test
    @Tag("N05")
    @Tag("H45")
    void a_node_that_drains_says_so_and_refuses_connections_until_it_ends() throws Exception {
        int port = Nodes.freePort();
        try (NodeProcess node = Nodes.ready(Nodes.start("drain", port, Nodes.h2File(Nodes.folder("drain"))));
                Socket slow = new Socket(InetAddress.getLoopbackAddress(), port);
                Peer sender = Peer.connect(node.uri(), "/ws?user_id=sender")) {
            answersAtOnce(node.uri());
            // A client that does not read keeps the node draining: it is owed more than the sockets' buffers hold.
            slow.getOutputStream()
                    .write(("GET /ws?user_id=slow HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: Upgrade\r\n"
                                    + "Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\n"
                                    + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            await().atMost(Duration.ofSeconds(20))
                    .until(() -> Http.body(node.uri(), "/api/clients").contains("\"slow\""));
            String content = "x".repeat(60_000);
            for (int i = 0; i < 120; i++) {
                sender.send("{\"message_type\":\"text\",\"receiver\":\"slow\",\"content\":\"" + content + "\"}");
            }
            sender.drained();
            node.requestStop();
            assertThat(sender.closeCode()).isEqualTo(1001);
            assertThat(Http.get(node.uri(), "/health").statusCode()).isEqualTo(503);
            assertThatThrownBy(() -> Peer.open(node.uri(), "/ws?user_id=late"))
                    .isInstanceOfSatisfying(
                            WebSocketHandshakeException.class,
                            refused -> assertThat(refused.getResponse().statusCode())
                                    .isEqualTo(503));
            assertThat(node.await(Nodes.STOP)).isEqualTo(143);
        }
    }

    /** The first questions to a node, many at once: what is made at first use is made once. */
    private static void answersAtOnce(URI node) throws Exception {
        List<String> paths = List.of("/api/nodes", "/api/clients", "/api/backends", "/api/v1/records/messages");
        List<Callable<Integer>> questions = IntStream.range(0, 32)
                .<Callable<Integer>>mapToObj(i ->
                        () -> Http.get(node, paths.get(i % paths.size())).statusCode())
                .toList();
        assertThat(Concurrently.call(16, questions)).containsOnly(200);
    }

    /** The same for any database. */
    static void survives(String name, Map<String, String> database) throws Exception {
        int port = Nodes.freePort();
        String messages = Nodes.folder(name + "-foreign").toString();
        String webSocket = "ws://127.0.0.1:" + port + "/ws";
        BlockingQueue<String> frankGot = new LinkedBlockingQueue<>();
        SignalboxClient frank = SignalboxClient.builder(URI.create(webSocket))
                .userId("frank")
                .deviceId("phone")
                .options(ClientOptions.defaults())
                .listener(message -> frankGot.add(String.valueOf(message.content())))
                .build();
        long begin = System.nanoTime();
        try (NodeProcess node = Nodes.ready(Nodes.start(name, port, database))) {
            System.out.printf(
                    "%s: first 200 of /health/ready %.1f s after the start%n", name, (System.nanoTime() - begin) / 1e9);
            frank.connect().get(20, TimeUnit.SECONDS);
            Script.passes(FOREIGN, webSocket, "send", messages);
            try (Peer dora = Peer.connect(node.uri(), "/ws?user_id=dora")) {
                store(dora, "erik", "t1");
                assertThat(node.stop(Nodes.STOP)).as("exit code after SIGTERM").isEqualTo(143);
                assertThat(dora.closeCode()).isEqualTo(1001);
            }
        }
        try (NodeProcess node = Nodes.ready(Nodes.start(name, port, database))) {
            Script.passes(FOREIGN, webSocket, "missed", messages);
            try (Peer dora = Peer.connect(node.uri(), "/ws?user_id=dora")) {
                store(dora, "erik", "t2");
                node.kill();
            }
        }
        try (NodeProcess node = Nodes.ready(Nodes.start(name, port, database));
                Peer erik = Peer.connect(node.uri(), "/ws?user_id=erik")) {
            Message first = erik.await(MessageType.TEXT);
            Message second = erik.await(MessageType.TEXT);
            assertThat(first.messageId()).isEqualTo("t1");
            assertThat(second.messageId()).isEqualTo("t2");
            assertThat(second.seq()).isEqualTo(first.seq() + 1);
            assertThat(erik.drained()).isEmpty();
            // The Java client saw both ends of the node, came back by itself each time, and publishes again.
            erik.send("{\"message_type\":\"text\",\"message_id\":\"f1\",\"receiver\":\"frank\","
                    + "\"content\":\"welcome back\",\"require_ack\":true}");
            assertThat(frankGot.poll(60, TimeUnit.SECONDS)).isEqualTo("welcome back");
            assertThat(erik.await(message -> message.ack() == AckLevel.DELIVERED)
                            .messageId())
                    .isEqualTo("f1");
            PublishReceipt receipt = frank.publish(Message.builder(MessageType.TEXT)
                    .receiver("erik")
                    .content("thanks")
                    .build());
            receipt.stored().get(20, TimeUnit.SECONDS);
            assertThat(erik.await(MessageType.TEXT).content()).isEqualTo("thanks");
            frank.close();
            assertThat(node.stop(Duration.ofSeconds(30))).isEqualTo(143);
        }
    }

    private static void store(Peer sender, String receiver, String id) throws Exception {
        sender.send("{\"message_type\":\"text\",\"message_id\":\"" + id + "\",\"receiver\":\"" + receiver
                + "\",\"content\":\"keep\",\"require_ack\":true}");
        assertThat(sender.await(MessageType.ACK).ack()).isEqualTo(AckLevel.STORED);
    }
}
