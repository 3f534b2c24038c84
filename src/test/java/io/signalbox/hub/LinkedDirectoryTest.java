package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.DirectoryContract;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.Users;
import org.junit.jupiter.api.Test;

/** The directory that tests of several nodes share keeps the same contract as the real ones. */
class LinkedDirectoryTest extends DirectoryContract {
    private final LinkedNodes nodes = new LinkedNodes();

    @Override
    protected Directory directory() {
        return nodes.directory(SELF);
    }

    @Test
    void a_user_may_be_on_several_nodes() {
        Directory here = directory();
        Directory there = nodes.directory("node-b");
        here.arrived(Users.user("bob"));
        there.arrived(Users.user("bob"));
        assertThat(here.nodesOf(Users.user("bob"))).containsExactlyInAnyOrder(SELF, "node-b");
        here.left(Users.user("bob"));
        assertThat(there.nodesOf(Users.user("bob"))).containsExactly("node-b");
    }
}
