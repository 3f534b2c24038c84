package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.Seeds;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Random operations on a cluster of two hubs, compared step by step with a model that knows only what docs/protocol.md
 * promises: who gets which text, what waits, what is answered.
 */
class HubModelTest {
    @Test
    void two_hubs_behave_like_the_model() {
        Seeds.each(60, (seed, random) -> new Run(random).steps(200));
    }

    private static final class Run {
        private final Random random;
        private final List<TestHub> hubs = new ArrayList<>();
        private final Map<String, Connection> connections = new LinkedHashMap<>();
        /** Waiting entries by user and position; true: tracked. */
        private final Map<String, TreeMap<Long, Entry>> inboxes = new HashMap<>();

        private final Map<String, Long> heads = new HashMap<>();
        /** Groups by node and user. */
        private final Map<String, Set<String>> groups = new HashMap<>();

        private int counter;

        Run(Random random) {
            this.random = random;
            LinkedNodes nodes = new LinkedNodes();
            Inbox inbox = new InMemoryInbox(new ManualClock(), Duration.ofDays(7), 10_000);
            for (String id : List.of("a", "b")) {
                hubs.add(
                        new TestHub.Setup().node(id, nodes).inbox(inbox).page(3).build());
            }
        }

        void steps(int count) {
            for (int i = 0; i < count; i++) {
                String what = step();
                check(i + ": " + what);
            }
        }

        private String step() {
            String user = "u" + random.nextInt(4);
            switch (random.nextInt(14)) {
                case 0, 1, 2 -> {
                    return connect(user);
                }
                case 3 -> {
                    Connection ended = any();
                    return ended == null ? "nothing" : disconnect(ended);
                }
                default -> {
                    Connection from = any();
                    return from == null ? "nothing" : say(from, user);
                }
            }
        }

        private String say(Connection from, String receiver) {
            String content = "m" + counter++;
            switch (random.nextInt(8)) {
                case 0 -> {
                    from.client.send(Frames.to(receiver, content));
                    if (!deliver(receiver, content)) {
                        store(receiver, from, content, false);
                        from.expect("ack stored " + content);
                    }
                    echo(from, receiver, content);
                }
                case 1, 2 -> {
                    from.client.send(Frames.tracked(receiver, content));
                    store(receiver, from, content, true);
                    deliver(receiver, content);
                    from.expect("ack stored " + content);
                    echo(from, receiver, content);
                }
                case 3 -> {
                    String group = "g" + random.nextInt(3);
                    from.client.send(Frames.join(group));
                    groupsOf(from).add(group);
                    from.expect("group_join");
                }
                case 4 -> {
                    String group = "g" + random.nextInt(3);
                    from.client.send(Frames.leave(group));
                    groupsOf(from).remove(group);
                    from.expect("group_leave");
                }
                case 5 -> toGroups(from, content);
                case 6 -> {
                    from.client.send(Frames.toAll(content));
                    connections.values().stream().filter(to -> to != from).forEach(to -> to.expect(content));
                }
                default -> acknowledge(from);
            }
            return from.key() + " says " + content + " to " + receiver;
        }

        private void toGroups(Connection from, String content) {
            String one = "g" + random.nextInt(3);
            String two = "g" + random.nextInt(3);
            from.client.send(Frames.toGroups(content, one, two));
            if (!groupsOf(from).containsAll(Set.of(one).equals(Set.of(two)) ? Set.of(one) : Set.of(one, two))) {
                from.expect("error group_not_member");
                return;
            }
            for (Connection to : connections.values()) {
                if (to != from && (groupsOf(to).contains(one) || groupsOf(to).contains(two))) {
                    to.expect(content);
                }
            }
        }

        private void acknowledge(Connection from) {
            NavigableMap<Long, Entry> waiting = inbox(from.user);
            long seq = 1L + random.nextInt(30);
            from.client.send(Frames.ack("x", seq));
            Entry entry = waiting.remove(seq);
            if (entry != null && entry.tracked) {
                deliver(entry.sender, "ack delivered " + entry.content);
            }
        }

        private String connect(String user) {
            int node = random.nextInt(2);
            String clientId = "c" + random.nextInt(2);
            List<String> joined = random.nextBoolean() ? List.of() : List.of("g" + random.nextInt(3));
            Connection fresh = new Connection(node, user, clientId);
            Connection replaced = connections.remove(fresh.key());
            groupsOf(fresh).addAll(joined);
            fresh.client =
                    hubs.get(node).open(Users.identity(user, clientId, joined.toArray(String[]::new)), new FakeWire());
            connections.put(fresh.key(), fresh);
            if (replaced != null) {
                assertThat(replaced.client.wire.closeCode()).isEqualTo(4502);
                replaced.client.disconnect();
            }
            fresh.expect(user);
            NavigableMap<Long, Entry> waiting = inbox(user);
            waiting.values().forEach(entry -> fresh.expect("offline " + entry.content));
            waiting.values().removeIf(entry -> !entry.tracked);
            return "connect " + fresh.key();
        }

        private String disconnect(Connection ended) {
            connections.remove(ended.key());
            ended.client.disconnect();
            return "disconnect " + ended.key();
        }

        private boolean deliver(String user, String content) {
            List<Connection> receivers = connections.values().stream()
                    .filter(connection -> connection.user.equals(user))
                    .toList();
            receivers.forEach(connection -> connection.expect(content));
            return !receivers.isEmpty();
        }

        /** The sender's other connections, on both nodes. */
        private void echo(Connection from, String receiver, String content) {
            if (!from.user.equals(receiver)) {
                connections.values().stream()
                        .filter(other -> other != from && other.user.equals(from.user))
                        .forEach(other -> other.expect(content));
            }
        }

        private void store(String user, Connection from, String content, boolean tracked) {
            long seq = heads.merge(user, 1L, Long::sum);
            inbox(user).put(seq, new Entry(from.user, content, tracked));
        }

        private void check(String after) {
            for (Connection connection : connections.values()) {
                List<String> received =
                        connection.client.received().stream().map(Run::summary).toList();
                assertThat(received)
                        .as("%s: what %s received", after, connection.key())
                        .containsExactlyInAnyOrderElementsOf(connection.expected);
                connection.expected.clear();
            }
            inboxes.forEach((user, waiting) -> assertThat(hubs.get(0).waiting(user).stream()
                            .map(entry -> entry.seq() + " " + entry.message().content()))
                    .as("%s: what waits for %s", after, user)
                    .containsExactlyElementsOf(waiting.entrySet().stream()
                            .map(entry -> entry.getKey() + " " + entry.getValue().content)
                            .toList()));
            for (int node = 0; node < 2; node++) {
                int here = node;
                assertThat(hubs.get(node).hub.sessions().size()).as(after).isEqualTo((int) connections.values().stream()
                        .filter(connection -> connection.node == here)
                        .count());
            }
        }

        private static String summary(String text) {
            String type = String.valueOf(Json.text(text, "message_type"));
            return switch (type) {
                case "ack" -> "ack " + Json.text(text, "ack") + " " + Json.text(text, "message_id");
                case "error" -> "error " + Json.object(text, "data").get("code");
                default -> (Json.text(text, "source") == null ? "" : "offline ") + Json.text(text, "content");
            };
        }

        private @Nullable Connection any() {
            List<Connection> all = List.copyOf(connections.values());
            return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        }

        private NavigableMap<Long, Entry> inbox(String user) {
            return inboxes.computeIfAbsent(user, key -> new TreeMap<>());
        }

        private Set<String> groupsOf(Connection connection) {
            return groups.computeIfAbsent(connection.node + connection.user, key -> new HashSet<>());
        }
    }

    private record Entry(String sender, String content, boolean tracked) {}

    @SuppressWarnings("NullAway.Init") // its client comes right after it
    private static final class Connection {
        private final int node;
        private final String user;
        private final String clientId;
        private final List<String> expected = new ArrayList<>();
        private TestHub.Client client;

        Connection(int node, String user, String clientId) {
            this.node = node;
            this.user = user;
            this.clientId = clientId;
        }

        void expect(String text) {
            expected.add(text);
        }

        String key() {
            return node + "/" + user + "/" + clientId;
        }
    }
}
