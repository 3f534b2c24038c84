package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.AckLevel;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.run.NodeProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
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

    /** The same for any database. */
    static void survives(String name, Map<String, String> database) throws Exception {
        int port = Nodes.freePort();
        String messages = Nodes.folder(name + "-foreign").toString();
        String webSocket = "ws://127.0.0.1:" + port + "/ws";
        long begin = System.nanoTime();
        try (NodeProcess node = Nodes.ready(Nodes.start(name, port, database))) {
            System.out.printf(
                    "%s: first 200 of /health/ready %.1f s after the start%n", name, (System.nanoTime() - begin) / 1e9);
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
            assertThat(node.stop(Duration.ofSeconds(30))).isEqualTo(143);
        }
    }

    private static void store(Peer sender, String receiver, String id) throws Exception {
        sender.send("{\"message_type\":\"text\",\"message_id\":\"" + id + "\",\"receiver\":\"" + receiver
                + "\",\"content\":\"keep\",\"require_ack\":true}");
        assertThat(sender.await(MessageType.ACK).ack()).isEqualTo(AckLevel.STORED);
    }
}
