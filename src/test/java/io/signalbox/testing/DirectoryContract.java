package io.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.hub.Directory;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import org.junit.jupiter.api.Test;

/** What every {@link Directory} does, seen from one node. */
public abstract class DirectoryContract {
    /** Id of the node that {@link #directory} belongs to. */
    protected static final String SELF = "node-a";

    private final UserKey bob = Users.user("bob");

    /** A directory without users, of node {@link #SELF}. */
    protected abstract Directory directory();

    @Test
    void a_user_who_never_came_is_nowhere() {
        assertThat(directory().nodesOf(bob)).isEmpty();
    }

    @Test
    void a_user_is_where_it_arrived_until_it_left() {
        Directory directory = directory();
        directory.arrived(bob);
        assertThat(directory.nodesOf(bob)).containsExactly(SELF);
        directory.left(bob);
        assertThat(directory.nodesOf(bob)).isEmpty();
    }

    @Test
    void arriving_and_leaving_are_idempotent() {
        Directory directory = directory();
        directory.left(bob);
        assertThat(directory.arrived(bob)).as("it was not known").isTrue();
        assertThat(directory.arrived(bob)).as("it was known").isFalse();
        assertThat(directory.nodesOf(bob)).containsExactly(SELF);
        directory.left(bob);
        directory.left(bob);
        assertThat(directory.nodesOf(bob)).isEmpty();
    }

    @Test
    void users_of_the_same_name_in_different_tenants_are_different() {
        Directory directory = directory();
        directory.arrived(bob);
        assertThat(directory.nodesOf(new UserKey(new Tenant("other", Tenant.DEFAULT_NAMESPACE), "bob")))
                .isEmpty();
        assertThat(directory.nodesOf(new UserKey(new Tenant(Tenant.DEFAULT_APP, "other"), "bob")))
                .isEmpty();
    }
}
