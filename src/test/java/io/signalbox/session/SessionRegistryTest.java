package io.signalbox.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.Concurrently;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Seeds;
import io.signalbox.testing.Sessions;
import io.signalbox.testing.Users;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class SessionRegistryTest {
    private final SessionRegistry registry = new SessionRegistry();

    @Test
    void a_users_sessions_are_kept_oldest_first() {
        ClientSession phone = session("alice", "phone");
        ClientSession desk = session("alice", "desk");
        registry.admit(phone, LoginLimits.NONE);
        registry.admit(desk, LoginLimits.NONE);
        registry.admit(session("bob", "b"), LoginLimits.NONE);
        assertThat(registry.of(Users.user("alice"))).containsExactly(phone, desk);
        assertThat(registry.size()).isEqualTo(3);
        assertThat(registry.users()).isEqualTo(2);
        assertThat(registry.of(Users.user("nobody"))).isEmpty();
    }

    @Test
    @Tag("H41")
    void a_newer_session_with_the_same_client_id_replaces_the_older() {
        ClientSession old = session("alice", "c");
        ClientSession fresh = session("alice", "c");
        assertThat(registry.admit(old, LoginLimits.NONE).replaced()).isNull();
        assertThat(registry.admit(fresh, LoginLimits.NONE).replaced()).isSameAs(old);
        assertThat(registry.of(Users.user("alice"))).containsExactly(fresh);
        assertThat(registry.size()).isEqualTo(1);
    }

    @Test
    @Tag("H41")
    void the_end_of_a_replaced_session_does_not_remove_the_new_one() {
        ClientSession old = session("alice", "c");
        ClientSession fresh = session("alice", "c");
        registry.admit(old, LoginLimits.NONE);
        registry.admit(fresh, LoginLimits.NONE);
        assertThat(registry.remove(old)).isFalse();
        assertThat(registry.of(Users.user("alice"))).containsExactly(fresh);
        assertThat(registry.size()).isEqualTo(1);
        assertThat(registry.remove(fresh)).isTrue();
        assertThat(registry.remove(fresh)).isFalse();
        assertThat(registry.size()).isZero();
        assertThat(registry.users()).isZero();
    }

    @Test
    void the_same_client_id_of_another_user_replaces_nobody() {
        registry.admit(session("alice", "c"), LoginLimits.NONE);
        assertThat(registry.admit(session("bob", "c"), LoginLimits.NONE).replaced())
                .isNull();
        assertThat(registry.size()).isEqualTo(2);
    }

    @Test
    void a_list_that_was_asked_for_does_not_change() {
        registry.admit(session("alice", "1"), LoginLimits.NONE);
        List<ClientSession> before = registry.of(Users.user("alice"));
        registry.admit(session("alice", "2"), LoginLimits.NONE);
        assertThat(before).hasSize(1);
    }

    @Test
    @Tag("H42")
    void the_count_is_the_size_of_the_registry_after_any_concurrent_changes() throws Exception {
        for (long seed = 1; seed <= 20; seed++) {
            SessionRegistry shared = new SessionRegistry();
            long base = seed * 100;
            Concurrently.run(4, thread -> {
                Random random = new Random(base + thread);
                List<ClientSession> mine = new ArrayList<>();
                for (int i = 0; i < 500; i++) {
                    if (mine.isEmpty() || random.nextInt(3) > 0) {
                        ClientSession session = session("u" + random.nextInt(5), "c" + random.nextInt(4));
                        shared.admit(session, LoginLimits.NONE);
                        mine.add(session);
                    } else {
                        ClientSession ended = mine.get(random.nextInt(mine.size()));
                        shared.remove(ended);
                        shared.remove(ended);
                    }
                }
            });
            Set<ClientSession> present = new HashSet<>();
            shared.forEach(present::add);
            assertThat(shared.size()).as("seed %d", seed).isEqualTo(present.size());
            assertThat(present.stream()
                            .map(s -> s.identity().user() + s.identity().clientId()))
                    .as("seed %d", seed)
                    .doesNotHaveDuplicates();
            present.forEach(session -> assertThat(shared.remove(session)).isTrue());
            assertThat(shared.size()).as("seed %d", seed).isZero();
            assertThat(shared.users()).as("seed %d", seed).isZero();
        }
    }

    @Test
    @Tag("H46")
    void everybody_may_be_disconnected_while_everybody_is_visited() throws Exception {
        for (int i = 0; i < 2000; i++) {
            registry.admit(session("u" + i / 2, "c" + i), LoginLimits.NONE);
        }
        Concurrently.run(
                4,
                thread -> registry.forEach(session -> {
                    registry.remove(session);
                    registry.forEach(other -> assertThat(other.identity()).isNotNull());
                }));
        assertThat(registry.size()).isZero();
        assertThat(registry.users()).isZero();
        registry.forEach(session -> {
            throw new AssertionError("still there");
        });
    }

    @Test
    void a_visit_meets_each_session_once_also_after_many_changes() {
        Seeds.each(50, (seed, random) -> {
            SessionRegistry changing = new SessionRegistry();
            Set<ClientSession> model = new HashSet<>();
            for (int i = 0; i < 400; i++) {
                if (model.isEmpty() || random.nextInt(5) > 1) {
                    ClientSession added = session("u" + random.nextInt(20), "c" + random.nextInt(10));
                    model.remove(changing.admit(added, LoginLimits.NONE).replaced());
                    model.add(added);
                } else {
                    ClientSession removed = model.iterator().next();
                    model.remove(removed);
                    assertThat(changing.remove(removed)).isTrue();
                }
                if (random.nextInt(10) == 0) {
                    List<ClientSession> met = new ArrayList<>();
                    changing.forEach(met::add);
                    assertThat(met).containsExactlyInAnyOrderElementsOf(model);
                }
                assertThat(changing.size()).isEqualTo(model.size());
            }
        });
    }

    @Test
    @Tag("H42")
    void the_size_is_never_negative_and_never_more_than_were_there() throws Exception {
        SessionRegistry shared = new SessionRegistry();
        Concurrently.run(4, thread -> {
            for (int i = 0; i < 5000; i++) {
                if (thread == 0) {
                    assertThat(shared.size()).isBetween(0, 6);
                } else {
                    ClientSession session = session("u", "c" + thread);
                    shared.admit(session, LoginLimits.NONE);
                    shared.remove(session);
                }
            }
        });
        assertThat(shared.size()).isZero();
    }

    private static ClientSession session(String user, String client) {
        return Sessions.open(Users.identity(user, client), new FakeWire());
    }
}
