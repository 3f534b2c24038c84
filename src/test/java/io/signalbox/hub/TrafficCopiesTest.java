package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.Tenant;
import io.signalbox.metrics.Metrics;
import io.signalbox.node.Strands;
import io.signalbox.protocol.BinaryMessage;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.session.ClientSession;
import io.signalbox.session.LoginLimits;
import io.signalbox.session.SessionListener;
import io.signalbox.session.SessionPolicy;
import io.signalbox.session.SessionRegistry;
import io.signalbox.testing.DirectExecutor;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.ManualScheduler;
import io.signalbox.testing.Sessions;
import io.signalbox.testing.Users;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What observers are told of: each message once, as its receivers see it. */
@Tag("O01")
@Tag("H2")
class TrafficCopiesTest {
    private final ManualClock clock = new ManualClock();
    private final SessionRegistry sessions = new SessionRegistry();
    private final InMemoryGroupStore groups = new InMemoryGroupStore();
    private final LocalDelivery local = new LocalDelivery(sessions, groups);
    private final Recorded copies = new Recorded();
    private final Metrics metrics = new Metrics();
    private final HubPorts ports = new HubPorts(
            new InMemoryInbox(clock, Duration.ofDays(7), 100), new InMemoryDirectory("a"), new NoLinks(), groups);
    private final GroupSends groupSends = new GroupSends(groups, local, ports.directory(), 1000);
    private final Router router = new Router("a", local, ports, groupSends, copies, true, metrics, clock);
    private final ClientSession alice = connect("alice", "a1");
    private final ClientSession bob = connect("bob", "b1");

    @Test
    void each_message_that_is_handed_on_is_copied_once_with_its_stamp() {
        connect("alice", "a2");
        connect("bob", "b2");
        groups.join(Users.user("alice"), List.of("g"));
        groups.join(Users.user("bob"), List.of("g"));
        for (String frame : List.of(
                Frames.to("bob", "p2p"),
                Frames.to("away", "kept"),
                Frames.tracked("bob", "tracked"),
                Frames.toGroups("group", "g"),
                Frames.text(Frames.text("namespace").namespace(Tenant.DEFAULT_NAMESPACE)),
                Frames.toAll("app"))) {
            router.route(alice, (Message) JsonCodec.decode(frame), true);
        }
        router.route(
                alice, new BinaryMessage(Frames.text("binary").receiver("bob").build(), ByteBuffer.wrap(new byte[1])));
        assertThat(copies.contents()).containsExactly("p2p", "kept", "tracked", "group", "namespace", "app", "binary");
        assertThat(copies.messages)
                .allMatch(message -> "alice".equals(message.sender())
                        && message.createAt() != null
                        && Tenant.DEFAULT_APP.equals(message.appId()));
    }

    @Test
    void what_the_application_sends_is_copied_once_as_well() {
        groups.join(Users.user("bob"), List.of("g"));
        Sends sends = Sends.of(
                ports,
                local,
                groupSends,
                router,
                new Strands(new DirectExecutor(), 4, 100),
                new ManualScheduler(),
                clock);
        Origin application = Origin.application(Users.TENANT);
        sends.send(Frames.text("p2p").receiver("bob").build(), application);
        sends.send(Frames.text("group").groupIds(List.of("g")).build(), application);
        sends.send(
                Frames.text("reliable").groupIds(List.of("g")).requireAck(true).build(), application);
        sends.send(Frames.text("app").build(), application);
        assertThat(copies.contents()).containsExactly("p2p", "group", "reliable", "app");
    }

    @Test
    void states_acknowledgements_and_what_reached_nobody_are_not_copied() {
        router.route(alice, (Message) JsonCodec.decode(Frames.tracked("bob", "tracked")), true);
        router.delivered(Users.user("bob"), (Message) JsonCodec.decode(Frames.tracked("bob", "tracked")));
        router.route(alice, message("{\"message_type\":\"typing\",\"receiver\":\"bob\"}"), true);
        router.route(alice, message("{\"message_type\":\"open_window\",\"receiver\":\"away\"}"), true);
        assertThat(copies.contents()).containsExactly("tracked");
    }

    @Test
    void nothing_is_copied_when_nobody_watches() {
        copies.wanted = false;
        router.route(alice, message(Frames.to("bob", "p2p")), true);
        assertThat(copies.messages).isEmpty();
        assertThat(bob.isOpen()).isTrue();
    }

    private static Message message(String frame) {
        return (Message) JsonCodec.decode(frame);
    }

    private ClientSession connect(String user, String client) {
        ClientSession session = ClientSession.open(
                Users.identity(user, client),
                new FakeWire(),
                new SessionPolicy(Sessions.settings(), metrics, clock, SessionListener.NONE));
        sessions.admit(session, LoginLimits.NONE);
        return session;
    }

    private static final class Recorded implements TrafficCopies {
        private final List<Message> messages = new ArrayList<>();
        private boolean wanted = true;

        @Override
        public boolean wanted() {
            return wanted;
        }

        @Override
        public void copy(Tenant tenant, Message message) {
            assertThat(tenant).isEqualTo(Users.TENANT);
            messages.add(message);
        }

        List<String> contents() {
            return messages.stream()
                    .map(message -> String.valueOf(message.content()))
                    .toList();
        }
    }
}
