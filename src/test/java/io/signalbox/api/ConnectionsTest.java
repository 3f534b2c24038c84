package io.signalbox.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.signalbox.identity.ClientType;
import io.signalbox.identity.Identity;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private final TestHub hub = TestHub.alone();
    private final Connections connections = new Connections(hub.hub.sessions(), "node-a");

    @Test
    @Tag("C25")
    void pages_hold_every_connection_once_in_order() {
        for (int i = 0; i < 25; i++) {
            hub.connect("u" + i % 10, "c" + i);
        }
        List<String> met = new ArrayList<>();
        String after = null;
        do {
            ConnectionPage page = connections.page(ConnectionFilter.app(Tenant.DEFAULT_APP), after, 7);
            assertThat(page.total()).isEqualTo(25);
            page.connections()
                    .forEach(each -> met.add(each.identity().user().userId() + " "
                            + each.identity().clientId()));
            after = page.next();
        } while (after != null);
        assertThat(met).hasSize(25).isSorted().doesNotHaveDuplicates();
    }

    @Test
    @Tag("C25")
    void a_connection_that_goes_between_two_pages_hides_no_other() {
        hub.connect("a", "1");
        TestHub.Client gone = hub.connect("b", "2");
        hub.connect("c", "3");
        ConnectionPage first = connections.page(ConnectionFilter.app(Tenant.DEFAULT_APP), null, 2);
        gone.disconnect();
        ConnectionPage second = connections.page(ConnectionFilter.app(Tenant.DEFAULT_APP), first.next(), 2);
        assertThat(second.connections())
                .extracting(each -> each.identity().clientId())
                .containsExactly("3");
        assertThat(second.next()).isNull();
    }

    @Test
    @Tag("M26")
    void a_filter_never_leaves_its_app() {
        UserKey other = new UserKey(new Tenant("shop", "eu"), "alice");
        hub.connect("alice", "1");
        hub.connect(Identity.visitor(other, "2", List.of()));
        assertThat(clients(ConnectionFilter.app("shop"))).containsExactly("2");
        assertThat(clients(new ConnectionFilter("shop", "us", null, null, null, null)))
                .isEmpty();
        assertThat(connections.isOnline(other)).isTrue();
        assertThat(connections.isOnline(new UserKey(new Tenant("shop", "us"), "alice")))
                .isFalse();
    }

    @Test
    void a_filter_picks_by_user_and_kind() {
        hub.connect(Users.identity("alice", "1").as(UserType.AGENT));
        hub.connect(Users.identity("alice", "2").from(ClientType.MOBILE));
        hub.connect(Users.identity("bob", "3"));
        assertThat(clients(filter("alice", null, null))).containsExactly("1", "2");
        assertThat(clients(filter(null, UserType.AGENT, null))).containsExactly("1");
        assertThat(clients(filter(null, null, ClientType.MOBILE))).containsExactly("2");
    }

    @Test
    void what_is_no_page_is_refused() {
        ConnectionFilter all = ConnectionFilter.app(Tenant.DEFAULT_APP);
        for (String after : List.of("", "!", "YQ", "_____w")) {
            assertThatIllegalArgumentException()
                    .as(after)
                    .isThrownBy(() -> connections.page(all, after, 10))
                    .withMessageContaining("after");
        }
        assertThatIllegalArgumentException().isThrownBy(() -> connections.page(all, null, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> connections.page(all, null, 1001));
    }

    private List<String> clients(ConnectionFilter filter) {
        return connections.page(filter, null, 100).connections().stream()
                .map(each -> each.identity().clientId())
                .toList();
    }

    private static ConnectionFilter filter(
            @Nullable String user, @Nullable UserType userType, @Nullable ClientType clientType) {
        return new ConnectionFilter(Tenant.DEFAULT_APP, null, user, userType, clientType, null);
    }
}
