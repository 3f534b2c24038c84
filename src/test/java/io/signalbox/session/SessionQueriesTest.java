package io.signalbox.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Seeds;
import io.signalbox.testing.Sessions;
import io.signalbox.testing.Users;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C25")
class SessionQueriesTest {
    private static final List<Tenant> TENANTS = List.of(Users.TENANT, new Tenant("b", "n"));

    private final SessionRegistry registry = new SessionRegistry();
    private final SessionQueries query = registry.query();

    @Test
    void a_client_id_is_looked_for_within_its_tenant() {
        ClientSession alice = added(TENANTS.get(0), "alice", "c", UserType.VISITOR);
        ClientSession bob = added(TENANTS.get(0), "bob", "c", UserType.VISITOR);
        ClientSession elsewhere = added(TENANTS.get(1), "alice", "c", UserType.VISITOR);
        assertThat(query.ofClient(TENANTS.get(0), "c")).containsExactlyInAnyOrder(alice, bob);
        assertThat(query.ofClient(TENANTS.get(1), "c")).containsExactly(elsewhere);
        assertThat(query.ofClient(Users.user("alice"), "c")).isSameAs(alice);
        assertThat(query.ofClient(Users.user("alice"), "d")).isNull();
        assertThat(query.ofClient(TENANTS.get(1), "d")).isEmpty();
    }

    @Test
    void the_most_recent_connection_is_the_one_that_came_last() {
        assertThat(query.mostRecentOf(Users.user("alice"))).isNull();
        assertThat(query.isPresent(Users.user("alice"))).isFalse();
        added(Users.TENANT, "alice", "a", UserType.VISITOR);
        ClientSession last = added(Users.TENANT, "alice", "b", UserType.VISITOR);
        assertThat(query.mostRecentOf(Users.user("alice"))).isSameAs(last);
        assertThat(query.isPresent(Users.user("alice"))).isTrue();
        registry.remove(last);
        ClientSession again = added(Users.TENANT, "alice", "a", UserType.VISITOR);
        assertThat(query.mostRecentOf(Users.user("alice"))).isSameAs(again);
    }

    @Test
    void agents_and_bots_serve_and_observers_watch() {
        ClientSession agent = added(Users.TENANT, "a", "c", UserType.AGENT);
        ClientSession bot = added(Users.TENANT, "b", "c", UserType.BOT);
        ClientSession observer = added(Users.TENANT, "o", "c", UserType.OBSERVER);
        added(Users.TENANT, "v", "c", UserType.VISITOR);
        assertThat(query.agents()).containsExactlyInAnyOrder(agent, bot);
        assertThat(query.observers()).containsExactly(observer);
        assertThat(query.countsByType())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(UserType.AGENT, 1, UserType.BOT, 1, UserType.OBSERVER, 1, UserType.VISITOR, 1));
    }

    @Test
    void every_answer_is_what_a_model_says_after_any_changes() {
        Seeds.each(60, (seed, random) -> {
            SessionRegistry changing = new SessionRegistry();
            SessionQueries asked = changing.query();
            List<ClientSession> model = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                if (model.isEmpty() || random.nextInt(3) > 0) {
                    ClientSession fresh = session(
                            TENANTS.get(random.nextInt(2)),
                            "u" + random.nextInt(4),
                            "c" + random.nextInt(4),
                            UserType.values()[random.nextInt(8)]);
                    model.remove(changing.admit(fresh, LoginLimits.NONE).replaced());
                    model.add(fresh);
                } else {
                    assertThat(changing.remove(model.remove(random.nextInt(model.size()))))
                            .isTrue();
                }
            }
            for (UserType type : UserType.values()) {
                assertThat(asked.ofType(type))
                        .containsExactlyInAnyOrderElementsOf(
                                those(model, session -> session.identity().userType() == type));
            }
            assertThat(new TreeMap<>(asked.countsByType()))
                    .isEqualTo(model.stream()
                            .collect(Collectors.groupingBy(
                                    session -> session.identity().userType(),
                                    TreeMap::new,
                                    Collectors.summingInt(session -> 1))));
            assertThat(asked.countsByType().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(changing.size());
            for (Tenant tenant : TENANTS) {
                checkUsers(asked, model, tenant);
            }
        });
    }

    private static void checkUsers(SessionQueries asked, List<ClientSession> model, Tenant tenant) {
        for (int i = 0; i < 4; i++) {
            UserKey user = new UserKey(tenant, "u" + i);
            String client = "c" + i;
            List<ClientSession> own =
                    those(model, session -> session.identity().user().equals(user));
            assertThat(asked.ofUser(user)).containsExactlyElementsOf(own);
            assertThat(asked.isPresent(user)).isEqualTo(!own.isEmpty());
            assertThat(asked.mostRecentOf(user)).isSameAs(own.isEmpty() ? null : own.get(own.size() - 1));
            assertThat(asked.ofClient(tenant, client))
                    .containsExactlyInAnyOrderElementsOf(those(
                            model,
                            session -> session.identity().user().tenant().equals(tenant)
                                    && session.identity().clientId().equals(client)));
        }
    }

    private static List<ClientSession> those(List<ClientSession> model, Predicate<ClientSession> wanted) {
        return model.stream().filter(wanted).toList();
    }

    private ClientSession added(Tenant tenant, String user, String client, UserType type) {
        ClientSession session = session(tenant, user, client, type);
        registry.admit(session, LoginLimits.NONE);
        return session;
    }

    private static ClientSession session(Tenant tenant, String user, String client, UserType type) {
        return Sessions.open(Users.identity(new UserKey(tenant, user), client).as(type), new FakeWire());
    }
}
