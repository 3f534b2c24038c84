package io.signalbox.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.hub.Audience;
import io.signalbox.hub.ClientCommand;
import io.signalbox.hub.CommandOutcome;
import io.signalbox.hub.KickOrder;
import io.signalbox.hub.LinkMessage;
import io.signalbox.hub.NodeAnswer;
import io.signalbox.hub.NodeQuestion;
import io.signalbox.identity.ClientType;
import io.signalbox.identity.Department;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserRole;
import io.signalbox.identity.UserType;
import io.signalbox.node.NodeInfo;
import io.signalbox.node.NodeRole;
import io.signalbox.testing.Seeds;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ClusterCodecTest {
    private static final Tenant TENANT = new Tenant("app", "näme");
    private static final UserKey USER = new UserKey(TENANT, "bob 用户");
    private static final Audience FILTERED = Audience.namespace(TENANT)
            .ofTypes(UserType.AGENT, UserType.VIP)
            .inRoles(UserRole.ADMIN)
            .inDepartments(Department.SALES, Department.BILLING)
            .on(ClientType.MOBILE)
            .vip(3, 5)
            .without(Set.of(USER, new UserKey(TENANT, "eve")));
    private static final String TEXT = "{\"content\":\"ä \uD83D\uDE00\"}";
    private static final NodeInfo NODE =
            new NodeInfo("node-1", "i-1", "10.0.0.1", 8080, NodeRole.HUB, Instant.ofEpochMilli(1_795_000_000_123L));

    static Stream<LinkMessage> linkMessages() {
        return Stream.concat(deliveries(), Stream.concat(questions(), answers()));
    }

    private static Stream<LinkMessage> questions() {
        return Stream.of(
                        new NodeQuestion.FindClient("c-1", null),
                        new NodeQuestion.FindClient("c-1", TENANT),
                        new NodeQuestion.RunCommand(new ClientCommand("c-1", "ping", null)),
                        new NodeQuestion.RunCommand(new ClientCommand("c-1", TENANT, "echo", "{\"ä\":[1]}")),
                        new NodeQuestion.Kick(new KickOrder(USER, "spam", true, "no more ä")),
                        new NodeQuestion.Kick(new KickOrder(USER, "spam", false, "")),
                        new NodeQuestion.Disconnect(TENANT, "c-1"))
                .map(question -> new LinkMessage.Ask("node-a", Long.MIN_VALUE, question));
    }

    private static Stream<LinkMessage> answers() {
        Stream<NodeAnswer> ran = Stream.concat(
                        Stream.of(CommandOutcome.Reason.values())
                                .map(reason -> new CommandOutcome.Failed(reason, "why: ä")),
                        Stream.of(
                                new CommandOutcome.Answered("node-b", true, null, null),
                                new CommandOutcome.Answered("node-b", false, "", "{\"ä\":[1]}")))
                .map(NodeAnswer.Ran::new);
        return Stream.concat(
                        ran,
                        Stream.of(
                                new NodeAnswer.Found(0, 7),
                                new NodeAnswer.Found(Integer.MAX_VALUE, 0),
                                new NodeAnswer.Ended(3, true)))
                .map(answer -> new LinkMessage.Reply("node-b", Long.MAX_VALUE, answer));
    }

    private static Stream<LinkMessage> deliveries() {
        return Stream.of(TEXT, "", "x".repeat(200 * 1024), "ä".repeat(200 * 1024))
                .flatMap(text -> Stream.of(
                        new LinkMessage.ToUser(USER, null, text, true),
                        new LinkMessage.ToUser(USER, "c-1", text, false),
                        new LinkMessage.ToInbox(USER, Long.MAX_VALUE, text),
                        new LinkMessage.ToGroups(TENANT, List.of(), null, text),
                        new LinkMessage.ToGroups(TENANT, List.of("g1", "g 2"), "bob", text),
                        new LinkMessage.ToNamespace(TENANT, text),
                        new LinkMessage.ToAudience(Audience.app("app"), text),
                        new LinkMessage.ToAudience(FILTERED, text),
                        new LinkMessage.ToApp("app", text),
                        new LinkMessage.Again(USER, null, text),
                        new LinkMessage.Again(USER, "client", text),
                        new LinkMessage.Acknowledged(USER, "system", text)));
    }

    @Test
    @Tag("H11")
    void every_kind_of_link_message_is_tried() {
        assertThat(linkMessages().<Class<?>>map(Object::getClass).distinct().toList())
                .containsExactlyInAnyOrderElementsOf(kinds(LinkMessage.class));
    }

    @Test
    @Tag("N09")
    void every_kind_of_question_and_answer_is_tried() {
        assertThat(questions()
                        .<Class<?>>map(message ->
                                ((LinkMessage.Ask) message).question().getClass())
                        .distinct()
                        .toList())
                .containsExactlyInAnyOrderElementsOf(kinds(NodeQuestion.class));
        assertThat(answers()
                        .<Class<?>>map(message ->
                                ((LinkMessage.Reply) message).answer().getClass())
                        .distinct()
                        .toList())
                .containsExactlyInAnyOrderElementsOf(kinds(NodeAnswer.class));
    }

    @Test
    @Tag("N09")
    void a_command_that_no_client_can_read_is_refused() {
        byte[] bytes = ClusterCodec.encode(
                new LinkMessage.Ask("a", 1, new NodeQuestion.RunCommand(new ClientCommand("c", "echo", "[1,2]"))));
        bytes[bytes.length - 1] = '}';
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> ClusterCodec.decodeLink(bytes))
                .withMessage("a command that no client can read");
    }

    /** The records of a sealed interface, through the sealed interfaces in it. */
    private static List<Class<?>> kinds(Class<?> sealed) {
        return Stream.of(sealed.getPermittedSubclasses())
                .flatMap(kind -> kind.isInterface() ? kinds(kind).stream() : Stream.of(kind))
                .toList();
    }

    private static boolean isShort(LinkMessage message) {
        return !(message instanceof LinkMessage.Delivery delivery)
                || delivery.json().length() < 100;
    }

    @ParameterizedTest
    @MethodSource("linkMessages")
    void a_link_message_survives_a_round_trip(LinkMessage message) {
        assertThat(ClusterCodec.decodeLink(ClusterCodec.encode(message))).isEqualTo(message);
    }

    @ParameterizedTest
    @EnumSource(NodeRole.class)
    void a_node_survives_a_round_trip(NodeRole role) {
        NodeInfo node = new NodeInfo("n", "i", "::1", 65_535, role, NODE.startedAt());
        assertThat(ClusterCodec.decodeNode(ClusterCodec.encode(node))).isEqualTo(node);
    }

    @Test
    void what_is_cut_short_anywhere_is_refused() {
        linkMessages().filter(ClusterCodecTest::isShort).forEach(message -> {
            byte[] bytes = ClusterCodec.encode(message);
            for (int length = 0; length < bytes.length; length++) {
                byte[] cut = Arrays.copyOf(bytes, length);
                assertThatExceptionOfType(IllegalArgumentException.class)
                        .as("%s cut to %d of %d", message, length, bytes.length)
                        .isThrownBy(() -> ClusterCodec.decodeLink(cut));
            }
        });
        byte[] node = ClusterCodec.encode(NODE);
        for (int length = 0; length < node.length; length++) {
            byte[] cut = Arrays.copyOf(node, length);
            assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> ClusterCodec.decodeNode(cut));
        }
    }

    @Test
    void another_format_and_an_unknown_operation_are_refused() {
        byte[] bytes = ClusterCodec.encode(new LinkMessage.ToApp("app", TEXT));
        bytes[0] = 3;
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> ClusterCodec.decodeLink(bytes))
                .withMessage("format 3 of another version, ours is 2");
        bytes[0] = 2;
        bytes[1] = 99;
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> ClusterCodec.decodeLink(bytes))
                .withMessage("unknown operation 99");
    }

    @Test
    void damaged_bytes_are_read_or_refused_and_nothing_else() {
        List<LinkMessage> messages =
                linkMessages().filter(ClusterCodecTest::isShort).toList();
        Seeds.each(5000, (seed, random) -> {
            byte[] bytes = ClusterCodec.encode(messages.get(random.nextInt(messages.size())));
            for (int i = 0; i < 3; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
            }
            try {
                ClusterCodec.decodeLink(bytes);
            } catch (IllegalArgumentException refused) {
                assertThat(refused.getMessage()).isNotBlank();
            }
        });
    }
}
