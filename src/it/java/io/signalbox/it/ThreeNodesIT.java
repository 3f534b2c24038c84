package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.signalbox.protocol.AckLevel;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * What {@code mvn -Prun -Dnodes=3} brings up: three hubs and a balancer. The tests that harm a node come last, in a
 * fixed order; the others do not depend on each other.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ThreeNodesIT {
    private static final Duration LONGEST = Duration.ofSeconds(30);

    private static ThreeNodes nodes;
    private static URI balancer;
    private static List<URI> hubs;

    @BeforeAll
    static void start() throws Exception {
        nodes = ThreeNodes.launch();
        balancer = nodes.balancer();
        hubs = nodes.hubs();
        nodes.awaitReady();
    }

    @AfterAll
    static void stop() throws Exception {
        nodes.stop();
    }

    @Test
    @Tag("B24")
    @Tag("K02")
    void the_nodes_find_each_other_and_every_node_knows_all() throws Exception {
        for (URI node : List.of(hubs.get(0), hubs.get(1), hubs.get(2), balancer)) {
            String known = Http.body(node, "/api/nodes");
            assertThat(known)
                    .contains("\"id\":\"node1\"", "\"id\":\"node2\"", "\"id\":\"node3\"", "\"id\":\"balancer\"")
                    .contains("\"total\":4");
            assertThat(ThreeNodes.count("\"self\":true", known)).isEqualTo(1);
        }
    }

    @Test
    @Tag("N09")
    @Tag("N11")
    @Tag("C21")
    void commands_and_kicks_posted_to_one_node_reach_the_clients_of_another() throws Exception {
        try (Peer client = Peer.connect(hubs.get(2), "/ws?user_id=n09&client_id=n09-client")) {
            for (URI asked : List.of(hubs.get(0), balancer)) {
                CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> command(asked));
                Matcher command = Pattern.compile("\"request_id\":\"([^\"]+)\"")
                        .matcher(client.awaitText(text -> text.contains("\"type\":\"command\"")));
                assertThat(command.find()).isTrue();
                client.send(
                        "{\"type\":\"command_response\",\"result\":\"success\",\"message\":\"did it\",\"request_id\":\""
                                + command.group(1) + "\"}");
                assertThat(answer.get(20, TimeUnit.SECONDS).body())
                        .contains("\"success\":true", "\"node\":\"node3\"", "\"message\":\"did it\"");
            }
            HttpResponse<String> kick =
                    Http.send(hubs.get(1), "POST", "/api/v1/users/n09/kick", "{\"reason\":\"spam\"}");
            assertThat(kick.body()).contains("\"kicked\":1", "\"silent_nodes\":[]");
            assertThat(client.closeCode()).isEqualTo(4505);
        }
        assertThat(command(hubs.get(0)).statusCode()).isEqualTo(404);
    }

    private static HttpResponse<String> command(URI node) {
        try {
            return Http.send(
                    node, "POST", "/api/send-command", "{\"client_id\":\"n09-client\",\"command\":\"status\"}");
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    @Tag("M05")
    void a_message_reaches_two_devices_on_two_nodes_once_each() throws Exception {
        try (Peer sender = user(hubs.get(0), "m05-sender");
                Peer phone = Peer.connect(hubs.get(1), "/ws?user_id=m05&device_id=phone");
                Peer laptop = Peer.connect(hubs.get(2), "/ws?user_id=m05&device_id=laptop")) {
            sendUntilReached(sender, "m05", phone);
            sendUntilReached(sender, "m05", laptop);
            phone.drained();
            laptop.drained();
            for (int i = 0; i < 100; i++) {
                sender.send("{\"message_type\":\"text\",\"receiver\":\"m05\",\"content\":\"" + i + "\"}");
            }
            for (Peer device : List.of(phone, laptop)) {
                for (int i = 0; i < 100; i++) {
                    assertThat(device.await(MessageType.TEXT).content()).isEqualTo(Integer.toString(i));
                }
                assertThat(device.drained()).isEmpty();
            }
        }
    }

    @Test
    @Tag("M13")
    void a_broadcast_reaches_the_clients_of_all_nodes_once() throws Exception {
        try (Peer sender = user(hubs.get(0), "m13-sender");
                Peer first = user(hubs.get(0), "m13-a");
                Peer second = user(hubs.get(1), "m13-b");
                Peer third = user(hubs.get(2), "m13-c")) {
            sender.send(
                    "{\"message_type\":\"announcement\",\"broadcast_type\":\"global\",\"content\":\"six o'clock\"}");
            for (Peer peer : List.of(first, second, third)) {
                assertThat(peer.await(MessageType.ANNOUNCEMENT).content()).isEqualTo("six o'clock");
                assertThat(peer.drained()).isEmpty();
            }
            assertThat(sender.drained()).isEmpty();
        }
    }

    @Test
    @Tag("M09")
    void a_group_has_members_on_all_nodes() throws Exception {
        try (Peer sender = Peer.connect(hubs.get(0), "/ws?user_id=m09-sender&group_id=m09,m09b");
                Peer second = Peer.connect(hubs.get(1), "/ws?user_id=m09-b&group_id=m09,m09b");
                Peer third = Peer.connect(hubs.get(2), "/ws?user_id=m09-c&group_id=m09")) {
            sender.send("{\"message_type\":\"text\",\"group_ids\":[\"m09\",\"m09b\"],\"content\":\"all\"}");
            for (Peer peer : List.of(second, third)) {
                assertThat(peer.await(MessageType.TEXT).content()).isEqualTo("all");
                assertThat(peer.drained()).isEmpty();
            }
        }
    }

    @Test
    @Tag("R12")
    @Tag("R13")
    void what_is_stored_on_one_node_is_replayed_on_another() throws Exception {
        try (Peer sender = user(hubs.get(0), "r12-sender")) {
            for (int i = 0; i < 30; i++) {
                sender.send("{\"message_type\":\"text\",\"message_id\":\"r" + i
                        + "\",\"receiver\":\"r12\",\"content\":\"" + i + "\"}");
                assertThat(sender.await(MessageType.ACK).ack()).isEqualTo(AckLevel.STORED);
            }
        }
        try (Peer receiver = user(hubs.get(2), "r12")) {
            for (int i = 0; i < 30; i++) {
                Message message = receiver.await(MessageType.TEXT);
                assertThat(message.content()).isEqualTo(Integer.toString(i));
                assertThat(message.seq()).isEqualTo(i + 1);
            }
            assertThat(receiver.drained()).isEmpty();
        }
    }

    @Test
    @Tag("R05")
    void an_acknowledgement_on_one_node_reaches_the_sender_on_another() throws Exception {
        try (Peer sender = user(hubs.get(0), "r05-sender");
                Peer receiver = user(hubs.get(1), "r05")) {
            sendUntilReached(receiver, "r05-sender", sender);
            sender.send("{\"message_type\":\"text\",\"message_id\":\"t\",\"receiver\":\"r05\",\"require_ack\":true}");
            assertThat(sender.await(message -> "t".equals(message.messageId())).ack())
                    .isEqualTo(AckLevel.STORED);
            Message message = receiver.await(found -> "t".equals(found.messageId()));
            receiver.send("{\"message_type\":\"ack\",\"message_id\":\"t\",\"seq\":" + message.seq() + "}");
            assertThat(sender.await(found -> "t".equals(found.messageId())).ack())
                    .isEqualTo(AckLevel.DELIVERED);
        }
    }

    @Test
    @Tag("B01")
    void text_of_every_size_passes_the_balancer() throws Exception {
        try (Peer peer = Peer.connect(balancer, "/lb/ws?user_id=b01")) {
            for (int size : new int[] {1, 100, 125, 126, 127, 1000, 30_000, 60_000}) {
                String content = "x".repeat(size);
                peer.send("{\"message_type\":\"text\",\"receiver\":\"b01\",\"content\":\"" + content + "\"}");
                assertThat(peer.await(MessageType.TEXT).content()).isEqualTo(content);
            }
        }
    }

    @Test
    @Tag("B03")
    void clients_are_spread_evenly_in_strict_rotation() throws Exception {
        List<Peer> peers = new ArrayList<>();
        try {
            List<String> nodes = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                Peer peer = Peer.open(balancer, "/lb/ws?user_id=b03-" + i);
                peers.add(peer);
                Matcher node = Pattern.compile("\"node_id\":\"(\\w+)\"")
                        .matcher(peer.awaitText(text -> text.contains("client_registered")));
                assertThat(node.find()).isTrue();
                nodes.add(node.group(1));
            }
            assertThat(nodes.subList(0, 3)).containsExactlyInAnyOrder("node1", "node2", "node3");
            for (int i = 3; i < 30; i++) {
                assertThat(nodes.get(i)).isEqualTo(nodes.get(i - 3));
            }
        } finally {
            for (Peer peer : peers) {
                peer.close();
            }
        }
    }

    @Test
    @Tag("B17")
    void the_balancers_health_has_the_references_shape() throws Exception {
        assertThat(Http.body(balancer, "/health"))
                .contains("\"status\":\"healthy\"", "\"service\":\"loadbalancer\"", "\"backends\":3", "\"clients\":")
                .contains("\"time\":");
    }

    @Test
    @Tag("N05")
    void a_hubs_health_has_the_references_shape() throws Exception {
        assertThat(Http.body(hubs.get(0), "/health"))
                .contains("\"status\":\"healthy\"", "\"node_id\":\"node1\"", "\"clients\":", "\"time\":")
                .contains("\"port\":" + hubs.get(0).getPort());
    }

    @Test
    @Tag("B18")
    @Tag("B19")
    @Tag("B21")
    void backends_clients_and_names_can_be_asked_for() throws Exception {
        try (Peer peer = Peer.connect(balancer, "/lb/ws?user_id=b19&client_id=b19-client&user_name=Ada")) {
            assertThat(nodes.backends())
                    .contains("\"strategy\":\"round_robin\"", "\"last_check\":\"", "\"is_healthy\":true")
                    .contains("\"address\":\"127.0.0.1:" + hubs.get(1).getPort() + "\"");
            assertThat(sumOfConnections()).isEqualTo(1);
            String clients = Http.body(balancer, "/api/clients");
            assertThat(clients)
                    .contains("\"id\":\"b19-client\"", "\"name\":\"Ada\"", "\"backend_id\":\"node", "\"total\":1")
                    .containsPattern("\"conn_time\":\"\\d\\d:\\d\\d:\\d\\d\"")
                    .containsPattern("\"last_seen\":\"\\d\\d:\\d\\d:\\d\\d\"")
                    .contains("\"is_active\":true");
            answerNameQuery(peer, "b19-client", "Ada L.");
            assertThat(Http.body(balancer, "/api/query?client_id=b19-client"))
                    .contains("\"client_id\":\"b19-client\"", "\"client_name\":\"Ada L.\"", "\"status\":\"ok\"")
                    .contains("\"backend_id\":\"node", "\"answered\":true");
        }
        assertThat(Http.get(balancer, "/api/query").statusCode()).isEqualTo(400);
        assertThat(Http.get(balancer, "/api/query?client_id=nobody").statusCode())
                .isEqualTo(404);
        await().atMost(LONGEST).until(() -> sumOfConnections() == 0);
    }

    @Test
    void a_balancer_takes_no_clients_of_its_own() {
        assertThat(Peer.refusal(balancer, "/ws?user_id=x")).isEqualTo(404);
    }

    @Test
    @Order(Integer.MAX_VALUE - 3)
    @Tag("B11")
    @Tag("K07")
    void a_killed_node_is_passed_over_at_once_and_its_users_are_away() throws Exception {
        try (Peer stranded = user(hubs.get(1), "b11");
                Peer sender = user(hubs.get(0), "b11-sender")) {
            sendUntilReached(sender, "b11", stranded);
            nodes.node("node2").destroyForcibly();
            for (int i = 0; i < 6; i++) {
                Peer.connect(balancer, "/lb/ws?user_id=b11-" + i).close();
            }
            await("node2 is gone")
                    .atMost(LONGEST)
                    .until(() -> !Http.body(hubs.get(0), "/api/nodes").contains("node2"));
            sender.drained();
            sender.send(
                    "{\"message_type\":\"text\",\"message_id\":\"late\",\"receiver\":\"b11\",\"content\":\"late\"}");
            assertThat(sender.await(message -> "late".equals(message.messageId()))
                            .ack())
                    .isEqualTo(AckLevel.STORED);
            try (Peer again = user(hubs.get(2), "b11")) {
                assertThat(again.await(message -> "late".equals(message.messageId()))
                                .content())
                        .isEqualTo("late");
            }
        }
    }

    @Test
    @Order(Integer.MAX_VALUE - 2)
    @Tag("B08")
    void without_a_backend_the_balancer_answers_503_and_never_takes_the_socket() throws Exception {
        nodes.node("node1").destroyForcibly();
        nodes.node("node3").destroyForcibly();
        assertThat(Peer.refusal(balancer, "/lb/ws?user_id=b08")).isEqualTo(503);
        await().atMost(LONGEST).until(() -> nodes.healthyBackends() == 0);
        assertThat(Peer.refusal(balancer, "/lb/ws?user_id=b08")).isEqualTo(503);
    }

    @Test
    @Order(Integer.MAX_VALUE - 1)
    @Tag("B24")
    void one_interrupt_ends_everything() throws Exception {
        List<ProcessHandle> children = nodes.launcher().descendants().toList();
        assertThat(children).isNotEmpty();
        new ProcessBuilder("kill", "-INT", Long.toString(nodes.launcher().pid()))
                .start()
                .waitFor();
        assertThat(nodes.launcher().waitFor(60, TimeUnit.SECONDS)).isTrue();
        assertThat(children).as("children that outlive the launcher").noneMatch(ProcessHandle::isAlive);
    }

    private static void answerNameQuery(Peer peer, String clientId, String name) {
        Thread answer = new Thread(() -> {
            try {
                peer.awaitText(text -> text.contains("\"type\":\"query_name\""));
                peer.send("{\"type\":\"name_response\",\"client_id\":\"" + clientId + "\",\"client_name\":\"" + name
                        + "\",\"timestamp\":1}");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        });
        answer.setDaemon(true);
        answer.start();
    }

    /** Other nodes hear of a connection soon, not at once: until then a message is stored, and replayed. */
    private static void sendUntilReached(Peer sender, String receiver, Peer device) {
        await().atMost(LONGEST).until(() -> {
            sender.send("{\"message_type\":\"typing\",\"receiver\":\"" + receiver + "\"}");
            sender.drained();
            return device.drained().stream().anyMatch(text -> text.contains("typing"));
        });
    }

    private static Peer user(URI node, String id) throws Exception {
        return Peer.connect(node, "/ws?user_id=" + id);
    }

    private static int sumOfConnections() throws Exception {
        Matcher counts = Pattern.compile("\"connections\":(\\d+)").matcher(nodes.backends());
        return counts.results()
                .mapToInt(count -> Integer.parseInt(count.group(1)))
                .sum();
    }
}
