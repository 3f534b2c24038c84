package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.Identity;
import io.signalbox.identity.UserType;
import io.signalbox.session.ClientSession;
import io.signalbox.testing.Frames;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What several users share, on two nodes: one's silence ends nobody else's part of it, and nothing of it stays. */
@Tag("H47")
class SilenceTest {
    private static final int USERS = 20;

    private final LinkedNodes nodes = new LinkedNodes();
    private final Inbox inbox = new InMemoryInbox(new ManualClock(), Duration.ofDays(7), 10_000);
    private final TestHub a = node("a");
    private final TestHub b = node("b");
    private final TestHub.Client alice = a.connect("alice", "a1");

    @Test
    void one_users_silence_drops_nobody_else_from_registry_directory_and_groups() {
        List<TestHub.Client> talking = new ArrayList<>();
        List<TestHub.Client> silent = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            TestHub.Client client = b.connect(agent(i));
            (i % 2 == 0 ? talking : silent).add(client);
        }
        a.hub.start();
        b.hub.start();
        for (int minute = 0; minute < 10; minute++) {
            pass(Duration.ofSeconds(60));
            talking.forEach(client -> client.session.touch());
            alice.session.touch();
        }
        talking.forEach(TestHub.Client::received);
        assertThat(silent).allMatch(client -> client.wire.closeCode() == 4002);
        assertThat(b.hub.sessions().size()).isEqualTo(talking.size());
        for (int i = 0; i < USERS; i++) {
            alice.send(Frames.to("u" + i, "live"));
            boolean here = i % 2 == 0;
            assertThat(alice.acks()).as("user %s", i).hasSize(here ? 0 : 1);
            assertThat(a.waiting("u" + i)).as("user %s", i).hasSize(here ? 0 : 1);
        }
        assertThat(b.hub.groups().count(Users.TENANT, GroupNames.AGENTS)).isEqualTo(talking.size());
        talking.forEach(client -> assertThat(client.contents()).containsExactly("live"));
    }

    @Test
    void of_users_who_fell_silent_and_left_nothing_stays() {
        a.hub.start();
        b.hub.start();
        alice.disconnect();
        int tasks = b.scheduler.waiting();
        List<WeakReference<ClientSession>> sessions = cameAndWent();
        assertThat(b.hub.sessions().size()).isZero();
        assertThat(b.hub.sessions().users()).isZero();
        assertThat(nodes.present()).isEmpty();
        assertThat(b.hub.groups().count(Users.TENANT, GroupNames.AGENTS)).isZero();
        assertThat(b.scheduler.waiting()).as("tasks").isEqualTo(tasks);
        assertThat(sessions).allMatch(SilenceTest::isCollected);
    }

    /** In a method of its own, so that no frame of the test holds on to a session. */
    private List<WeakReference<ClientSession>> cameAndWent() {
        List<WeakReference<ClientSession>> sessions = new ArrayList<>();
        for (int i = 0; i < USERS; i++) {
            TestHub.Client client = b.connect(agent(i));
            client.send(Frames.to("u" + (i + 1) % USERS, "hello"));
            client.send(Frames.tracked("u" + (i + 1) % USERS, "tracked " + i));
            client.send(Frames.join("g" + i));
            sessions.add(new WeakReference<>(client.session));
        }
        pass(Duration.ofSeconds(120));
        return sessions;
    }

    private static boolean isCollected(WeakReference<ClientSession> session) {
        for (int i = 0; i < 20 && session.get() != null; i++) {
            System.gc();
        }
        return session.get() == null;
    }

    private static Identity agent(int number) {
        return Users.identity("u" + number, "c").as(UserType.AGENT);
    }

    private void pass(Duration time) {
        for (int second = 0; second < time.toSeconds(); second++) {
            for (TestHub node : List.of(a, b)) {
                node.clock.advance(Duration.ofSeconds(1));
                node.scheduler.advance(Duration.ofSeconds(1));
            }
        }
    }

    private TestHub node(String id) {
        return new TestHub.Setup().node(id, nodes).inbox(inbox).build();
    }
}
