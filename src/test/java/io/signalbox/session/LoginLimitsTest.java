package io.signalbox.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.ClientType;
import io.signalbox.identity.Identity;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.CloseCode;
import io.signalbox.testing.Concurrently;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.Seeds;
import io.signalbox.testing.Sessions;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class LoginLimitsTest {
    private static final UserKey ALICE = Users.user("alice");

    private final ManualClock clock = new ManualClock();
    private final SessionPolicy policy =
            new SessionPolicy(Sessions.settings(), new Metrics(), clock, SessionListener.NONE);
    private final SessionRegistry registry = new SessionRegistry();

    @Test
    @Tag("C16")
    void without_a_limit_a_user_has_any_number() {
        for (int i = 0; i < 100; i++) {
            assertThat(registry.admit(session("c" + i), LoginLimits.NONE).evicted())
                    .isEmpty();
        }
        assertThat(registry.of(ALICE)).hasSize(100);
    }

    @Test
    @Tag("C18")
    void the_one_that_said_nothing_for_the_longest_time_goes_and_not_the_oldest() {
        ClientSession oldest = admitted("a", kickOld(2));
        clock.advance(Duration.ofSeconds(1));
        ClientSession silent = admitted("b", kickOld(2));
        clock.advance(Duration.ofSeconds(1));
        oldest.touch();
        ClientSession fresh = session("c");
        Admitted result = registry.admit(fresh, kickOld(2));
        assertThat(result.accepted()).isTrue();
        assertThat(result.evicted()).containsExactly(silent);
        assertThat(registry.of(ALICE)).containsExactly(oldest, fresh);
        assertThat(registry.size()).isEqualTo(2);
    }

    @Test
    @Tag("C18")
    void one_that_ended_already_goes_before_one_that_lives() {
        ClientSession living = admitted("a", kickOld(2));
        clock.advance(Duration.ofSeconds(9));
        ClientSession ended = admitted("b", kickOld(2));
        ended.ended(Disconnect.broken(Disconnect.Reason.READ_ERROR, "lost"));
        assertThat(registry.admit(session("c"), kickOld(2)).evicted()).containsExactly(ended);
        assertThat(registry.of(ALICE)).contains(living);
    }

    @Test
    @Tag("C19")
    void with_kick_new_nothing_changes_but_for_connections_that_ended_already() {
        LoginLimits one = new LoginLimits(LoginPolicy.KICK_NEW, 1, Map.of());
        ClientSession first = admitted("a", one);
        assertThat(one.refuses(Users.identity("alice", "b"), registry.of(ALICE)))
                .isTrue();
        assertThat(registry.admit(session("b"), one)).isEqualTo(Admitted.REFUSED);
        assertThat(registry.of(ALICE)).containsExactly(first);
        first.close(CloseCode.GOING_AWAY);
        assertThat(one.refuses(Users.identity("alice", "b"), registry.of(ALICE)))
                .isFalse();
        assertThat(registry.admit(session("b"), one).evicted()).containsExactly(first);
        assertThat(registry.size()).isEqualTo(1);
    }

    @Test
    @Tag("C19")
    void allow_all_sets_the_limits_aside() {
        LoginLimits all = new LoginLimits(LoginPolicy.ALLOW_ALL, 1, Map.of(ClientType.WEB, 1));
        admitted("a", all);
        admitted("b", all);
        assertThat(registry.of(ALICE)).hasSize(2);
    }

    @Test
    @Tag("C20")
    void a_connection_with_the_same_client_id_replaces_and_takes_no_place() {
        LoginLimits two = new LoginLimits(LoginPolicy.KICK_NEW, 2, Map.of());
        ClientSession old = admitted("a", two);
        ClientSession other = admitted("b", two);
        ClientSession fresh = session("a");
        Admitted result = registry.admit(fresh, two);
        assertThat(result.accepted()).isTrue();
        assertThat(result.replaced()).isSameAs(old);
        assertThat(result.evicted()).isEmpty();
        assertThat(registry.remove(old)).isFalse();
        assertThat(registry.of(ALICE)).containsExactly(other, fresh);
    }

    @Test
    @Tag("C18")
    void each_client_type_has_its_own_limit_below_that_of_the_user() {
        LoginLimits limits = new LoginLimits(LoginPolicy.KICK_OLD, 3, Map.of(ClientType.MOBILE, 1));
        ClientSession web = admit(ClientType.WEB, "w1", limits);
        ClientSession phone = admit(ClientType.MOBILE, "m1", limits);
        assertThat(registry.admit(session(Users.identity("alice", "m2").from(ClientType.MOBILE)), limits)
                        .evicted())
                .containsExactly(phone);
        admit(ClientType.WEB, "w2", limits);
        assertThat(registry.of(ALICE)).hasSize(3);
        assertThat(registry.admit(session(Users.identity("alice", "d1").from(ClientType.DESKTOP)), limits)
                        .evicted())
                .containsExactly(web);
        assertThat(registry.of(ALICE)).hasSize(3);
    }

    @Test
    @Tag("H57")
    void the_same_user_id_in_another_app_or_namespace_is_another_user() {
        LoginLimits one = kickOld(1);
        for (Tenant tenant : List.of(Users.TENANT, new Tenant("b", "n"), new Tenant("b", "m"))) {
            Identity identity = Users.identity(new UserKey(tenant, "alice"), "c");
            assertThat(registry.admit(session(identity), one).gone()).isEmpty();
        }
        assertThat(registry.size()).isEqualTo(3);
    }

    @Test
    @Tag("H58")
    @Tag("H19")
    void logins_at_the_same_time_never_pass_the_limit_and_lose_nobody() throws Exception {
        for (int round = 0; round < 30; round++) {
            SessionRegistry shared = new SessionRegistry();
            List<ClientSession> all = Collections.synchronizedList(new ArrayList<>());
            List<ClientSession> gone = Collections.synchronizedList(new ArrayList<>());
            Concurrently.run(4, thread -> {
                for (int i = 0; i < 100; i++) {
                    ClientSession session = session("c" + thread + "-" + i % 50);
                    all.add(session);
                    gone.addAll(shared.admit(session, kickOld(3)).gone());
                    assertThat(shared.of(ALICE)).hasSizeLessThanOrEqualTo(3);
                }
            });
            assertThat(shared.of(ALICE)).hasSize(3);
            assertThat(shared.size()).isEqualTo(3);
            Set<ClientSession> accounted = new HashSet<>(gone);
            assertThat(accounted).as("each goes once").hasSameSizeAs(gone);
            accounted.addAll(shared.of(ALICE));
            assertThat(accounted).hasSameElementsAs(all);
        }
    }

    @Test
    @Tag("H58")
    void of_refused_logins_at_the_same_time_exactly_as_many_as_allowed_come_in() throws Exception {
        LoginLimits three = new LoginLimits(LoginPolicy.KICK_NEW, 3, Map.of());
        for (int round = 0; round < 50; round++) {
            SessionRegistry shared = new SessionRegistry();
            List<ClientSession> accepted = Collections.synchronizedList(new ArrayList<>());
            Concurrently.run(5, thread -> {
                ClientSession session = session("c" + thread);
                if (shared.admit(session, three).accepted()) {
                    accepted.add(session);
                }
            });
            assertThat(accepted).hasSize(3).hasSameElementsAs(shared.of(ALICE));
        }
    }

    @Test
    @Tag("H42")
    void the_registry_is_what_a_model_says_after_any_logins_and_ends() {
        Seeds.each(100, (seed, random) -> {
            SessionRegistry tested = new SessionRegistry();
            LoginLimits limits = new LoginLimits(
                    random.nextBoolean() ? LoginPolicy.KICK_OLD : LoginPolicy.KICK_NEW,
                    random.nextInt(4),
                    Map.of(ClientType.MOBILE, 1 + random.nextInt(2)));
            Set<ClientSession> model = new HashSet<>();
            for (int i = 0; i < 300; i++) {
                clock.advance(Duration.ofMillis(1));
                if (model.isEmpty() || random.nextInt(3) > 0) {
                    ClientType type = random.nextBoolean() ? ClientType.MOBILE : ClientType.WEB;
                    ClientSession fresh = session(Users.identity("u" + random.nextInt(3), "c" + random.nextInt(6))
                            .from(type));
                    boolean fits = fits(tested.of(fresh.identity().user()), fresh, limits);
                    Admitted result = tested.admit(fresh, limits);
                    assertThat(result.accepted()).isEqualTo(fits || limits.policy() == LoginPolicy.KICK_OLD);
                    if (fits) {
                        assertThat(result.evicted()).isEmpty();
                    }
                    assertThat(model).containsAll(result.gone());
                    result.gone().forEach(model::remove);
                    if (result.accepted()) {
                        model.add(fresh);
                    }
                } else {
                    ClientSession ended = model.iterator().next();
                    model.remove(ended);
                    assertThat(tested.remove(ended)).isTrue();
                }
                assertThat(tested.size()).isEqualTo(model.size());
                List<ClientSession> met = new ArrayList<>();
                tested.forEach(met::add);
                assertThat(met).containsExactlyInAnyOrderElementsOf(model);
                checkLimits(tested, limits);
            }
        });
    }

    /** Whether it needs nobody to go: one with its client id goes in any case. */
    private static boolean fits(List<ClientSession> present, ClientSession fresh, LoginLimits limits) {
        List<ClientSession> rest = present.stream()
                .filter(session ->
                        !session.identity().clientId().equals(fresh.identity().clientId()))
                .toList();
        ClientType type = fresh.identity().clientType();
        long same = rest.stream()
                .filter(session -> session.identity().clientType() == type)
                .count();
        return (limits.perUser() == 0 || rest.size() < limits.perUser())
                && same < limits.perClientType().getOrDefault(type, Integer.MAX_VALUE);
    }

    private static void checkLimits(SessionRegistry tested, LoginLimits limits) {
        for (int user = 0; user < 3; user++) {
            List<ClientSession> sessions = tested.of(Users.user("u" + user));
            if (limits.perUser() > 0) {
                assertThat(sessions).hasSizeLessThanOrEqualTo(limits.perUser());
            }
            long phones = sessions.stream()
                    .filter(session -> session.identity().clientType() == ClientType.MOBILE)
                    .count();
            assertThat(phones).isLessThanOrEqualTo(limits.perClientType().getOrDefault(ClientType.MOBILE, 0));
        }
    }

    private static LoginLimits kickOld(int perUser) {
        return new LoginLimits(LoginPolicy.KICK_OLD, perUser, Map.of());
    }

    private ClientSession admitted(String client, LoginLimits limits) {
        return admit(ClientType.WEB, client, limits);
    }

    private ClientSession admit(ClientType type, String client, LoginLimits limits) {
        ClientSession session = session(Users.identity("alice", client).from(type));
        assertThat(registry.admit(session, limits).accepted()).isTrue();
        return session;
    }

    private ClientSession session(String client) {
        return session(Users.identity("alice", client));
    }

    private ClientSession session(Identity identity) {
        return ClientSession.open(identity, new FakeWire(), policy);
    }
}
