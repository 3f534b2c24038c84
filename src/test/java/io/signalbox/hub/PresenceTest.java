package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.metrics.Count;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Disconnect;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.Seeds;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("P03")
class PresenceTest {
    private final Recorder events = new Recorder();
    private final TestHub node = new TestHub.Setup().events(events).build();

    @Test
    void a_user_is_online_with_the_first_connection_and_offline_with_the_last() {
        TestHub.Client phone = node.connect("alice", "phone");
        TestHub.Client desk = node.connect("alice", "desk");
        phone.disconnect();
        phone.disconnect();
        desk.disconnect();
        assertThat(events.texts())
                .containsExactly(
                        "UserOnline alice phone",
                        "ClientConnected alice phone",
                        "ClientConnected alice desk",
                        "ClientDisconnected alice phone",
                        "ClientDisconnected alice desk",
                        "UserOffline alice desk");
    }

    @Test
    void an_event_says_who_where_when_and_how_it_ended() {
        ClientSession session = node.connect(Users.identity("alice", "c").as(UserType.AGENT)).session;
        node.hub.closed(session, Disconnect.byClient(1000, "bye"));
        UserKey alice = Users.user("alice");
        assertThat(events.told)
                .containsExactly(
                        new UserOnline(alice, UserType.AGENT, "node-a", "c", ManualClock.START),
                        new ClientConnected(alice, UserType.AGENT, "node-a", "c", ManualClock.START),
                        new ClientDisconnected(
                                alice,
                                UserType.AGENT,
                                "node-a",
                                "c",
                                ManualClock.START,
                                Disconnect.byClient(1000, "bye")),
                        new UserOffline(alice, UserType.AGENT, "node-a", "c", ManualClock.START));
    }

    @Test
    void a_connection_that_replaces_another_keeps_its_user_online() {
        node.connect("alice", "c");
        node.connect("alice", "c");
        assertThat(events.texts())
                .containsExactly(
                        "UserOnline alice c",
                        "ClientConnected alice c",
                        "ClientConnected alice c",
                        "ClientDisconnected alice c");
        assertThat(events.told.get(3))
                .isInstanceOfSatisfying(
                        ClientDisconnected.class,
                        gone -> assertThat(gone.how().reason()).isEqualTo(Disconnect.Reason.REPLACED));
    }

    @Test
    void the_same_user_id_in_two_tenants_is_two_users() {
        node.connect("alice", "c");
        node.connect(Users.identity(new UserKey(new Tenant("other", "n"), "alice"), "c"))
                .disconnect();
        assertThat(events.told.stream().filter(UserOnline.class::isInstance)).hasSize(2);
        assertThat(events.told.stream().filter(UserOffline.class::isInstance)).hasSize(1);
    }

    @Test
    void an_observer_that_fails_keeps_neither_connections_nor_the_next_events_from_their_way() {
        events.failing = true;
        TestHub.Client alice = node.connect("alice", "c");
        alice.disconnect();
        assertThat(events.told).hasSize(4);
        assertThat(node.hub.sessions().size()).isZero();
    }

    @Test
    void nothing_is_told_on_the_thread_of_the_connection_and_only_one_worker_is_taken() {
        QueuedExecutor workers = new QueuedExecutor();
        ManualPresence presence = new ManualPresence(workers);
        ClientSession session = presence.session("alice", "c");
        presence.presence.arrived(session);
        presence.presence.left(session);
        assertThat(events.told).isEmpty();
        assertThat(workers.waiting()).isEqualTo(1);
        workers.runAll();
        assertThat(events.told).hasSize(4);
    }

    @Test
    void an_error_goes_to_the_worker_and_what_waits_behind_it_is_told() {
        QueuedExecutor workers = new QueuedExecutor();
        ManualPresence presence = new ManualPresence(workers);
        ClientSession session = presence.session("alice", "c");
        presence.presence.arrived(session);
        events.error = new NoClassDefFoundError("told to");
        assertThatExceptionOfType(NoClassDefFoundError.class).isThrownBy(workers::runAll);
        events.error = null;
        workers.runAll();
        assertThat(events.told).hasSize(2);
        presence.presence.left(session);
        workers.runAll();
        assertThat(events.told).hasSize(4);
    }

    @Test
    void workers_that_take_no_work_are_asked_again() {
        QueuedExecutor workers = new QueuedExecutor();
        ManualPresence presence = new ManualPresence(workers);
        workers.reject(true);
        presence.presence.arrived(presence.session("alice", "c"));
        workers.reject(false);
        node.scheduler.advance(Duration.ofMillis(100));
        workers.runAll();
        assertThat(events.texts()).containsExactly("UserOnline alice c", "ClientConnected alice c");
    }

    @Test
    void a_going_that_is_seen_before_its_coming_is_told_after_it() {
        ManualPresence presence = new ManualPresence(Runnable::run);
        ClientSession session = presence.session("alice", "c");
        presence.presence.left(session);
        assertThat(events.told).isEmpty();
        presence.presence.arrived(session);
        assertThat(events.texts())
                .containsExactly(
                        "UserOnline alice c",
                        "ClientConnected alice c",
                        "ClientDisconnected alice c",
                        "UserOffline alice c");
    }

    @Test
    void beyond_its_bound_comings_are_dropped_with_their_goings_and_counted() {
        QueuedExecutor workers = new QueuedExecutor();
        ManualPresence presence = new ManualPresence(workers);
        List<ClientSession> sessions = new ArrayList<>();
        for (int i = 0; i < Presence.CAPACITY; i++) {
            // One user: one stripe.
            ClientSession session = presence.session("alice", "c" + i);
            sessions.add(session);
            presence.presence.arrived(session);
        }
        ClientSession extra = presence.session("alice", "extra");
        presence.presence.arrived(extra);
        presence.presence.left(extra);
        sessions.forEach(presence.presence::left);
        workers.runAll();
        // The coming of the last of them did not fit: UserOnline takes a place too.
        assertThat(node.metrics.value(Count.PRESENCE_DROPPED)).isEqualTo(2);
        assertThat(events.texts())
                .hasSize(2 * (Presence.CAPACITY - 1) + 2)
                .startsWith("UserOnline alice c0")
                .doesNotContain("ClientConnected alice extra", "ClientDisconnected alice extra")
                .endsWith("UserOffline alice c" + (Presence.CAPACITY - 2));
    }

    /** Users with two devices that come, replace each other and go, on several threads, with workers of their own. */
    @Test
    void whatever_comes_and_goes_together_each_is_told_once_and_in_order() {
        Seeds.each(20, (seed, random) -> {
            Recorder recorder = new Recorder();
            ExecutorService workers = Executors.newFixedThreadPool(3);
            TestHub hub = new TestHub.Setup().events(recorder).executor(workers).build();
            int opened = concurrently(hub, random);
            recorder.awaitEnd(opened);
            workers.shutdown();
            assertStory(recorder.told, opened);
        });
    }

    /** @return how many connections were opened; all are closed */
    private static int concurrently(TestHub hub, Random random) {
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<Integer>> opened = new ArrayList<>();
        for (int thread = 0; thread < 4; thread++) {
            Random own = new Random(random.nextLong());
            opened.add(threads.submit(() -> {
                int count = 0;
                List<ClientSession> open = new ArrayList<>();
                for (int i = 0; i < 100; i++) {
                    if (own.nextBoolean()) {
                        String user = "u" + own.nextInt(3);
                        open.add(hub.hub.open(Users.identity(user, "d" + own.nextInt(2)), new FakeWire()));
                        count++;
                    } else if (!open.isEmpty()) {
                        hub.hub.closed(open.remove(own.nextInt(open.size())));
                    }
                }
                open.forEach(hub.hub::closed);
                return count;
            }));
        }
        threads.shutdown();
        int sum = 0;
        for (Future<Integer> count : opened) {
            try {
                sum += count.get(30, TimeUnit.SECONDS);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        return sum;
    }

    private static void assertStory(List<PresenceEvent> told, int opened) {
        Set<UserKey> online = new HashSet<>();
        Map<UserKey, Integer> clients = new HashMap<>();
        int connected = 0;
        int disconnected = 0;
        for (PresenceEvent event : told) {
            UserKey user = event.user();
            if (event instanceof UserOnline) {
                assertThat(online.add(user)).as("online once: %s", event).isTrue();
            } else if (event instanceof UserOffline) {
                assertThat(online.remove(user)).as("offline once: %s", event).isTrue();
                assertThat(clients.get(user)).as("clients of who is offline").isZero();
            } else {
                assertThat(online).as("between online and offline: %s", event).contains(user);
                boolean comes = event instanceof ClientConnected;
                connected += comes ? 1 : 0;
                disconnected += comes ? 0 : 1;
                assertThat(clients.merge(user, comes ? 1 : -1, Integer::sum)).isNotNegative();
            }
        }
        assertThat(connected).isEqualTo(opened);
        assertThat(disconnected).isEqualTo(opened);
        assertThat(online).isEmpty();
    }

    /** Presence alone, told by the test what the hub would tell it. */
    private final class ManualPresence {
        private final TestHub other = TestHub.alone();
        private final Presence presence;

        ManualPresence(Executor workers) {
            presence = new Presence(events, "node-a", workers, node.scheduler, node.metrics, node.clock);
        }

        ClientSession session(String user, String client) {
            return other.connect(user, client).session;
        }
    }

    private static final class Recorder implements HubEvents {
        private final List<PresenceEvent> told = Collections.synchronizedList(new ArrayList<>());
        private boolean failing;
        private @Nullable Error error;

        @Override
        public boolean wanted() {
            return true;
        }

        @Override
        public void tell(PresenceEvent event) {
            synchronized (told) {
                told.add(event);
                told.notifyAll();
            }
            if (error != null) {
                throw error;
            }
            if (failing) {
                throw new IllegalStateException("told to fail");
            }
        }

        /** Returns when everybody who came went, or after a while. */
        void awaitEnd(int opened) {
            long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
            synchronized (told) {
                while (System.nanoTime() < end
                        && (count(ClientDisconnected.class) < opened
                                || count(UserOffline.class) < count(UserOnline.class))) {
                    try {
                        told.wait(1000);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                }
            }
        }

        private long count(Class<?> kind) {
            return told.stream().filter(kind::isInstance).count();
        }

        List<String> texts() {
            return told.stream()
                    .map(event -> event.getClass().getSimpleName()
                            + ' '
                            + event.user().userId()
                            + ' '
                            + event.clientId())
                    .toList();
        }
    }
}
