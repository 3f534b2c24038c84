package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.Identity;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.session.ClientSession;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.Seeds;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random observers and random traffic in two apps with two namespaces each: everybody has exactly what is due. */
class ObserversPropertyTest {
    private static final List<String> APPS = List.of("one", "two");
    private static final List<String> GROUPS = List.of("g1", "g2", "g3");

    @Test
    @Tag("O01")
    @Tag("H66")
    @Tag("H2")
    void each_message_is_copied_once_to_each_entitled_observer_and_to_nobody_else() {
        Seeds.each(40, (seed, random) -> new Run(random).steps(300));
    }

    /** Observers come and go while others send: the ones that stay miss nothing and get nothing twice. */
    @Test
    @Tag("H2")
    void observers_that_come_and_go_meanwhile_change_nothing_for_the_others() throws InterruptedException {
        TestHub hub = TestHub.alone();
        TestHub.Client constant = hub.connect(
                identity(random(), "one", "x", "stays", List.of("g1", "g2")).as(UserType.OBSERVER));
        Observers observers = new Observers(hub.groups, hub.metrics);
        observers.opened(constant.session);
        List<ClientSession> others = IntStream.range(0, 20)
                .mapToObj(i -> hub.connect(identity(random(), "one", "x", "o" + i, List.of("g1", "g2"))
                                .as(UserType.OBSERVER))
                        .session)
                .toList();
        AtomicBoolean stop = new AtomicBoolean();
        Thread churn = new Thread(() -> {
            while (!stop.get()) {
                others.forEach(observers::opened);
                others.forEach(observers::closed);
            }
        });
        Tenant tenant = new Tenant("one", "x");
        churn.start();
        try {
            sendMany(observers, tenant);
        } finally {
            stop.set(true);
            churn.join();
        }
        assertThat(constant.contents())
                .isEqualTo(IntStream.range(0, 5000).mapToObj(i -> "m" + i).toList());
        assertThat(observers.stats().connections()).isEqualTo(1);
        assertThat(observers.stats().byScope()).hasSize(2);
    }

    private static void sendMany(Observers observers, Tenant tenant) {
        for (int i = 0; i < 5000; i++) {
            observers.copy(
                    tenant,
                    Message.builder(MessageType.TEXT)
                            .content("m" + i)
                            .groupIds(List.of("g1", "g2"))
                            .build());
        }
    }

    private static Random random() {
        return new Random(1);
    }

    private static Identity identity(Random random, String app, String space, String user, List<String> groups) {
        return Users.identity(
                new UserKey(new Tenant(app, space), user),
                user + "-" + random.nextInt(2),
                groups.toArray(new String[0]));
    }

    private record Watcher(TestHub.Client client, Identity identity, List<String> due) {
        boolean isEntitled(Tenant tenant, List<String> groups) {
            Tenant mine = identity.user().tenant();
            boolean there = mine.appId().equals(tenant.appId())
                    && (mine.namespace().isEmpty() || mine.namespace().equals(tenant.namespace()));
            return there
                    && (identity.groups().isEmpty()
                            || identity.groups().stream().anyMatch(groups::contains));
        }
    }

    private static final class Run {
        private final Random random;
        private final TestHub hub = TestHub.alone();
        private final List<Watcher> watchers = new ArrayList<>();
        private final List<TestHub.Client> speakers = new ArrayList<>();
        private int counter;

        Run(Random random) {
            this.random = random;
            for (String app : APPS) {
                for (String space : List.of("x", "y")) {
                    speakers.add(hub.connect(identity(random, app, space, "ann", GROUPS)));
                }
            }
        }

        void steps(int count) {
            for (int i = 0; i < count; i++) {
                switch (random.nextInt(6)) {
                    case 0 -> watch();
                    case 1 -> leave();
                    default -> say();
                }
                check();
            }
        }

        private void watch() {
            List<String> groups =
                    GROUPS.stream().filter(group -> random.nextInt(3) == 0).toList();
            Identity identity = identity(
                            random, pick(APPS), pick(List.of("", "x", "y")), "w" + random.nextInt(4), groups)
                    .as(UserType.OBSERVER);
            watchers.removeIf(other -> other.identity().user().equals(identity.user())
                    && other.identity().clientId().equals(identity.clientId()));
            watchers.add(new Watcher(hub.connect(identity), identity, new ArrayList<>()));
        }

        private void leave() {
            if (!watchers.isEmpty()) {
                watchers.remove(random.nextInt(watchers.size())).client().disconnect();
            }
        }

        private void say() {
            TestHub.Client from = pick(speakers);
            Tenant tenant = from.session.identity().user().tenant();
            String text = "m" + counter++;
            List<String> groups =
                    GROUPS.stream().filter(group -> random.nextBoolean()).toList();
            String receiver = random.nextBoolean() || groups.isEmpty() ? pick(List.of("w0", "w1", "bob")) : null;
            var message = Frames.text(text).groupIds(groups);
            from.send(receiver == null ? message : message.receiver(receiver).requireAck(random.nextInt(4) == 0));
            for (Watcher watcher : watchers) {
                boolean receives = watcher.identity().user().equals(new UserKey(tenant, String.valueOf(receiver)));
                if (receives) {
                    watcher.due().add(text + " received");
                } else if (watcher.isEntitled(tenant, receiver == null ? groups : List.of())) {
                    watcher.due().add(text + " copied");
                }
            }
        }

        private void check() {
            int places = 0;
            for (Watcher watcher : watchers) {
                List<String> got = watcher.client().received().stream()
                        .filter(text -> Json.text(text, "source") == null)
                        .map(text -> Json.text(text, "content")
                                + (text.contains("\"observer_mode\":true") ? " copied" : " received"))
                        .toList();
                assertThat(got).as("%s", watcher.identity()).isEqualTo(watcher.due());
                watcher.due().clear();
                places += Math.max(1, watcher.identity().groups().size());
            }
            ObserverStats stats = hub.hub.observers();
            assertThat(stats.connections()).isEqualTo(watchers.size());
            assertThat(stats.byScope().values().stream().mapToInt(n -> n).sum()).isEqualTo(places);
            assertThat(stats.dropped()).isZero();
        }

        private <T> T pick(List<T> some) {
            return some.get(random.nextInt(some.size()));
        }
    }
}
