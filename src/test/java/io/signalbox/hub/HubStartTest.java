package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.Frames;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A hub is started once, however often it is told to, and does its work before. */
@Tag("H49")
class HubStartTest {
    private final TestHub node = TestHub.alone();

    @Test
    void to_start_it_again_starts_nothing_again() {
        node.hub.start();
        int tasks = node.scheduler.waiting();
        node.hub.start();
        node.hub.start();
        assertThat(node.scheduler.waiting()).isEqualTo(tasks);
        TestHub.Client silent = node.connect("alice", "a1");
        node.clock.advance(Duration.ofSeconds(31));
        node.scheduler.advance(Duration.ofSeconds(1));
        assertThat(silent.wire.pings()).isEqualTo(1);
    }

    @Test
    void a_hub_that_is_not_started_answers_everything() {
        TestHub.Client alice = node.connect("alice", "a1", "g");
        TestHub.Client bob = node.connect("bob", "b1", "g");
        alice.send(Frames.to("bob", "live"));
        alice.send(Frames.tracked("bob", "tracked"));
        alice.send(Frames.to("carol", "away"));
        alice.send(Frames.toGroups("group", "g"));
        alice.send(Frames.toAll("all"));
        assertThat(bob.contents()).containsExactly("live", "tracked", "group", "all");
        assertThat(alice.acks()).containsExactly("stored", "stored");
        alice.send("{\"type\":\"ping\"}");
        assertThat(alice.received()).hasSize(1);
        var outcome = node.hub.commands().send(new ClientCommand("b1", "status", null));
        node.scheduler.advance(Duration.ofSeconds(5));
        assertThat(outcome).as("timed out, not hung").isDone();
        assertThat(node.hub.kicks().kick(Users.user("bob"), "why").kicked()).isEqualTo(1);
        node.hub.drain(Duration.ofSeconds(1));
        node.scheduler.advance(Duration.ofSeconds(1));
        assertThat(alice.wire.closeCode()).isEqualTo(1001);
    }
}
