package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.Identity;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Count;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.Seeds;
import io.signalbox.testing.TestHub;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random operations in two apps of two namespaces each, whose users, clients and groups have the same names, compared
 * step by step with a model: who received what is exactly what the model says, and at the end nothing is left behind.
 */
class IsolationModelTest {
    private static final int SEEDS = Integer.getInteger("model.seeds", 8);
    private static final int STEPS = Integer.getInteger("model.steps", 50_000);

    @Test
    @Tag("M26")
    @Tag("H15")
    @Tag("H42")
    void who_gets_what_is_what_the_model_says() {
        Seeds.each(SEEDS, (seed, random) -> new Run(random).steps(STEPS));
    }

    private static final class Run {
        private static final List<Tenant> TENANTS =
                List.of(new Tenant("a", "x"), new Tenant("a", "y"), new Tenant("b", "x"), new Tenant("b", "y"));

        private final Random random;
        private final TestHub hub = TestHub.alone();
        private final Map<String, Connection> connections = new LinkedHashMap<>();
        /** What waits for users, untracked. */
        private final Map<UserKey, List<String>> waiting = new HashMap<>();

        private final Map<UserKey, Set<String>> groups = new HashMap<>();
        private int counter;

        Run(Random random) {
            this.random = random;
        }

        void steps(int count) {
            for (int i = 0; i < count; i++) {
                String what = step();
                check(i, what);
            }
            end();
        }

        private String step() {
            UserKey user = new UserKey(TENANTS.get(random.nextInt(TENANTS.size())), "u" + random.nextInt(3));
            int choice = random.nextInt(20);
            if (choice < 3) {
                return connect(user);
            }
            if (choice == 3) {
                return kick(user);
            }
            if (choice == 4) {
                return move(user);
            }
            Connection from = any();
            if (from == null) {
                return "nothing";
            }
            return choice < 6 ? disconnect(from) : say(from);
        }

        private String say(Connection from) {
            String content = "m" + counter++;
            UserKey to = new UserKey(from.user.tenant(), "u" + random.nextInt(3));
            return switch (random.nextInt(8)) {
                case 0, 1 -> toUser(from, to, content);
                case 2 -> toClient(from, to, "c" + random.nextInt(2), content);
                case 3 -> join(from);
                case 4 -> leave(from);
                case 5 -> toGroups(from, content);
                case 6 -> toNamespace(from, content);
                default -> toApp(from, content);
            };
        }

        private String toUser(Connection from, UserKey to, String content) {
            from.client.send(Frames.to(to.userId(), content));
            List<Connection> receivers = of(to);
            receivers.forEach(connection -> connection.expect(content));
            if (receivers.isEmpty()) {
                waiting.computeIfAbsent(to, key -> new ArrayList<>()).add(content);
                from.expect("ack stored " + content);
            }
            echo(from, to, content);
            return from.key() + " says " + content + " to " + to;
        }

        private String toClient(Connection from, UserKey to, String clientId, String content) {
            from.client.send("{\"message_type\":\"text\",\"receiver\":\"" + to.userId() + "\",\"receiver_client\":\""
                    + clientId + "\",\"message_id\":\"" + content + "\",\"content\":\"" + content + "\"}");
            Connection receiver = connections.get(key(to, clientId));
            if (receiver == null) {
                from.expect("error user_offline");
            } else {
                receiver.expect(content);
                echo(from, to, content);
            }
            return from.key() + " says " + content + " to " + to + " at " + clientId;
        }

        /** The sender's other devices see what goes to somebody else. */
        private void echo(Connection from, UserKey to, String content) {
            if (!to.equals(from.user)) {
                of(from.user).stream().filter(other -> other != from).forEach(other -> other.expect(content));
            }
        }

        private String join(Connection from) {
            String group = group();
            from.client.send(Frames.join(group));
            groupsOf(from.user).add(group);
            from.expect("group_join");
            return from.key() + " joins " + group;
        }

        private String leave(Connection from) {
            String group = group();
            from.client.send(Frames.leave(group));
            groupsOf(from.user).remove(group);
            from.expect("group_leave");
            return from.key() + " leaves " + group;
        }

        private String toGroups(Connection from, String content) {
            Set<String> named = new HashSet<>(List.of(group(), group()));
            from.client.send(Frames.toGroups(content, named.toArray(String[]::new)));
            if (!groupsOf(from.user).containsAll(named)) {
                from.expect("error group_not_member");
            } else {
                for (Connection to : connections.values()) {
                    boolean member = to.user.tenant().equals(from.user.tenant())
                            && groupsOf(to.user).stream().anyMatch(named::contains);
                    if (member && to != from) {
                        to.expect(content);
                    }
                }
            }
            return from.key() + " says " + content + " to groups " + named;
        }

        private String toNamespace(Connection from, String content) {
            String namespace = random.nextInt(4) == 0
                    ? TENANTS.get(random.nextInt(TENANTS.size())).namespace()
                    : from.user.tenant().namespace();
            from.client.send("{\"message_type\":\"announcement\",\"namespace\":\"" + namespace + "\",\"content\":\""
                    + content + "\"}");
            if (namespace.equals(from.user.tenant().namespace())) {
                connections.values().stream()
                        .filter(to -> to != from && to.user.tenant().equals(from.user.tenant()))
                        .forEach(to -> to.expect(content));
            } else {
                from.expect("error namespace_denied");
            }
            return from.key() + " says " + content + " to namespace " + namespace;
        }

        private String toApp(Connection from, String content) {
            from.client.send(Frames.toAll(content));
            String app = from.user.tenant().appId();
            connections.values().stream()
                    .filter(to -> to != from && to.user.tenant().appId().equals(app))
                    .forEach(to -> to.expect(content));
            return from.key() + " says " + content + " to its app";
        }

        private String connect(UserKey user) {
            String clientId = "c" + random.nextInt(2);
            List<String> joined = random.nextBoolean() ? List.of() : List.of(group());
            Connection replaced = connections.remove(key(user, clientId));
            groupsOf(user).addAll(joined);
            Connection fresh =
                    new Connection(user, clientId, hub.open(Identity.visitor(user, clientId, joined), new FakeWire()));
            connections.put(fresh.key(), fresh);
            if (replaced != null) {
                assertThat(replaced.client.wire.closeCode()).isEqualTo(4502);
                replaced.client.disconnect();
            }
            fresh.expect(user.userId());
            List<String> replay = waiting.remove(user);
            if (replay != null) {
                replay.forEach(content -> fresh.expect("offline " + content));
            }
            return "connect " + fresh.key();
        }

        private String disconnect(Connection ended) {
            connections.remove(ended.key());
            ended.client.disconnect();
            return "disconnect " + ended.key();
        }

        private String kick(UserKey user) {
            List<Connection> present = of(user);
            KickResult result = hub.hub.kicks().kick(user, "test");
            assertThat(result.kicked()).isEqualTo(present.size());
            assertThat(result.success()).isEqualTo(!present.isEmpty());
            for (Connection kicked : present) {
                assertThat(kicked.client.received().stream().map(Run::summary)).hasSize(1);
                assertThat(kicked.client.wire.closeCode()).isEqualTo(4505);
                connections.remove(kicked.key());
                kicked.client.disconnect();
            }
            return "kick " + user;
        }

        private String move(UserKey user) {
            String from = "g0";
            String to = "g" + (1 + random.nextInt(2));
            boolean moved = hub.hub.groups().move(user, from, to).done();
            assertThat(moved).isEqualTo(groupsOf(user).contains(from));
            if (moved) {
                groupsOf(user).remove(from);
                groupsOf(user).add(to);
                List<Connection> told = of(user);
                told.forEach(connection -> connection.expect("group_changed"));
                if (told.isEmpty()) {
                    waiting.computeIfAbsent(user, key -> new ArrayList<>()).add("group_changed");
                }
            }
            return "move " + user + " to " + to;
        }

        private void check(int step, String what) {
            for (Connection connection : connections.values()) {
                List<String> received =
                        connection.client.received().stream().map(Run::summary).toList();
                if (!received.equals(connection.expected)) {
                    assertThat(received)
                            .as("%d: %s: what %s received", step, what, connection.key())
                            .containsExactlyInAnyOrderElementsOf(connection.expected);
                }
                connection.expected.clear();
            }
            assertThat(hub.hub.sessions().size()).as(what).isEqualTo(connections.size());
        }

        /** Everybody leaves every group and goes: nothing may be left. */
        private void end() {
            groups.forEach((user, mine) -> hub.hub.groups().leave(user, mine));
            List.copyOf(connections.values()).forEach(this::disconnect);
            assertThat(hub.hub.sessions().size()).isZero();
            assertThat(hub.hub.sessions().users()).isZero();
            assertThat(hub.metrics.value(Count.CONNECTIONS_CLOSED))
                    .isEqualTo(hub.metrics.value(Count.CONNECTIONS_OPENED));
            for (Tenant tenant : TENANTS) {
                assertThat(hub.hub.groups().groups(tenant, "", 100)).isEmpty();
            }
            waiting.forEach((user, contents) -> assertThat(hub.waiting(user)).hasSameSizeAs(contents));
        }

        private static String summary(String text) {
            String type = String.valueOf(Json.text(text, "message_type"));
            String what =
                    switch (type) {
                        case "ack" -> "ack " + Json.text(text, "ack") + " " + Json.text(text, "message_id");
                        case "error" -> "error " + Json.object(text, "data").get("code");
                        case "group_changed" -> type;
                        default -> String.valueOf(Json.text(text, "content"));
                    };
            return (Json.text(text, "source") == null ? "" : "offline ") + what;
        }

        private String group() {
            return "g" + random.nextInt(3);
        }

        private @Nullable Connection any() {
            List<Connection> all = List.copyOf(connections.values());
            return all.isEmpty() ? null : all.get(random.nextInt(all.size()));
        }

        private List<Connection> of(UserKey user) {
            return connections.values().stream()
                    .filter(connection -> connection.user.equals(user))
                    .toList();
        }

        private Set<String> groupsOf(UserKey user) {
            return groups.computeIfAbsent(user, key -> new HashSet<>());
        }

        private static String key(UserKey user, String clientId) {
            return user + "/" + clientId;
        }
    }

    private static final class Connection {
        private final UserKey user;
        private final String clientId;
        private final TestHub.Client client;
        private final List<String> expected = new ArrayList<>();

        Connection(UserKey user, String clientId, TestHub.Client client) {
            this.user = user;
            this.clientId = clientId;
            this.client = Objects.requireNonNull(client);
        }

        void expect(String text) {
            expected.add(text);
        }

        String key() {
            return Run.key(user, clientId);
        }
    }
}
