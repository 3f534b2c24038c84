package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.Message;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class ResumingTest {
    private static final String RECOVERED = "\"recovered\":true,\"from_seq\":1,\"waiting\":0,\"head\":0";

    @Test
    void a_client_says_at_each_handshake_how_far_it_came_and_in_which_life_of_the_inbox() {
        ClientFixture hub = begun(new ClientFixture());
        assertSaid(hub, null, "0");
        hub.wire().stored(1, true);
        hub.wire().stored(2, true);
        hub.cut();
        assertSaid(hub, "e1", "2");
        assertThat(hub.client.resumePoint()).isEqualTo(new ResumePoint("e1", 2));
    }

    @Test
    void what_a_listener_failed_on_and_everything_behind_it_is_not_said_to_be_processed() {
        ClientFixture hub = begun(new ClientFixture());
        hub.onMessage = message -> {
            if (message.seq() == 2) {
                throw new IllegalStateException("boom");
            }
        };
        for (int seq = 1; seq <= 3; seq++) {
            hub.wire().stored(seq, true);
        }
        hub.cut();
        assertSaid(hub, "e1", "1");
    }

    @Test
    void the_application_is_told_what_was_missed() {
        ClientFixture hub = begun(new ClientFixture());
        hub.cut().resumes("e1", "\"recovered\":false,\"from_seq\":3,\"waiting\":2,\"head\":9,\"reason\":\"expired\"");
        assertThat(hub.recoveries)
                .containsExactly(
                        new Recovery(true, "e1", 1, 0, 0, null), new Recovery(false, "e1", 3, 2, 9, "expired"));
    }

    @Test
    void a_hub_that_knows_nothing_of_resuming_tells_nothing_and_is_listened_to_as_before() {
        ClientFixture hub = ClientFixture.connected();
        hub.wire().stored(1, true);
        hub.cut().registers();
        assertSaid(hub, null, "1");
        hub.wire().stored(1, true);
        assertThat(hub.contents()).containsExactly("s1");
        assertThat(hub.recoveries).isEmpty();
    }

    @Test
    void in_another_life_of_the_inbox_positions_count_anew_for_what_is_in_hand_too() {
        ClientFixture hub = begun(ClientFixture.with(options -> options.autoAck(false)));
        for (int seq = 1; seq <= 3; seq++) {
            hub.wire().stored(seq, true);
        }
        List<Message> kept = List.copyOf(hub.messages);
        hub.cut().resumes("e2", "\"recovered\":false,\"waiting\":1,\"head\":1,\"reason\":\"other_epoch\"");
        kept.forEach(hub.client::acknowledge);
        assertThat(hub.wire().acknowledged()).isEmpty();
        assertThat(hub.client.resumePoint()).isEqualTo(new ResumePoint("e2", 0));
        hub.wire().stored(1, true);
        assertThat(hub.messages).hasSize(4);
        hub.client.acknowledge(hub.messages.get(3));
        assertThat(hub.wire().acknowledged()).containsExactly(1L);
        hub.cut();
        assertSaid(hub, "e2", "1");
    }

    @Test
    void a_position_beyond_what_the_hub_knows_is_given_up_although_the_life_is_the_same() {
        ClientFixture hub = ClientFixture.with(options -> options.processedUpTo(9));
        var unused = hub.client.connect();
        hub.wire().resumes("e1", "\"recovered\":false,\"waiting\":1,\"head\":1,\"reason\":\"beyond_head\"");
        hub.wire().stored(1, true);
        assertThat(hub.contents()).containsExactly("s1");
    }

    @Test
    void a_store_that_does_not_answer_changes_nothing_until_it_does() {
        ClientFixture hub = begun(new ClientFixture());
        hub.wire().stored(1, true);
        hub.cut().resumes(null, "\"recovered\":false,\"reason\":\"store_unavailable\"");
        assertThat(hub.client.resumePoint()).isEqualTo(new ResumePoint("e1", 1));
        hub.wire().resumes("e1", RECOVERED);
        hub.wire().stored(1, true);
        hub.wire().stored(2, true);
        assertThat(hub.contents()).containsExactly("s1", "s2");
    }

    @Test
    void gathered_acknowledgements_are_said_as_one_and_single_ones_for_what_is_ahead() {
        ClientFixture hub = begun(ClientFixture.with(options -> options.ackBatch(Duration.ofMillis(50))));
        hub.onMessage = message -> {
            if (message.seq() == 4) {
                throw new IllegalStateException("boom");
            }
        };
        for (int seq = 1; seq <= 6; seq++) {
            hub.wire().stored(seq, true);
        }
        assertThat(hub.wire().acknowledged()).isEmpty();
        hub.clock.advanceMillis(50);
        assertThat(hub.wire().acknowledged()).containsExactly(3L, 5L, 6L);
        assertThat(hub.wire().sent().stream().map(Message::messageId)).containsExactly(null, "m5", "m6");
    }

    @Test
    void gathered_acknowledgements_that_a_lost_connection_left_are_said_by_the_next_handshake() {
        ClientFixture hub = begun(ClientFixture.with(options -> options.ackBatch(Duration.ofSeconds(5))));
        hub.wire().stored(1, true);
        hub.cut();
        assertSaid(hub, "e1", "1");
        hub.wire().resumes("e1", RECOVERED);
        hub.clock.advanceMillis(10_000);
        assertThat(hub.wire().acknowledged()).isEmpty();
    }

    @Test
    void the_point_is_kept_where_the_application_says_and_a_later_client_begins_there() {
        Kept kept = new Kept();
        ClientFixture first = begun(new ClientFixture(builder -> builder.resumeStorage(kept), o -> o, true));
        first.wire().stored(1, true);
        first.wire().stored(2, true);
        assertThat(kept.point).isEqualTo(new ResumePoint("e1", 2));
        ClientFixture second = begun(new ClientFixture(builder -> builder.resumeStorage(kept), o -> o, true));
        assertSaid(second, "e1", "2");
        second.wire().stored(2, true);
        second.wire().stored(3, true);
        assertThat(second.contents()).containsExactly("s3");
    }

    @Test
    void a_storage_that_fails_is_reported_and_breaks_nothing() {
        Kept kept = new Kept();
        kept.broken = true;
        ClientFixture hub = begun(new ClientFixture(builder -> builder.resumeStorage(kept), o -> o, true));
        hub.wire().stored(1, true);
        assertThat(hub.contents()).containsExactly("s1");
        assertThat(hub.errors).extracting(SignalboxException::code).containsExactly("handler_failed", "handler_failed");
    }

    private static ClientFixture begun(ClientFixture hub) {
        var unused = hub.client.connect();
        hub.wire().resumes("e1", RECOVERED);
        return hub;
    }

    private static void assertSaid(ClientFixture hub, @Nullable String epoch, String lastSeq) {
        assertThat(hub.wire().parameter("epoch")).isEqualTo(epoch);
        assertThat(hub.wire().parameter("last_seq")).isEqualTo(lastSeq);
    }

    private static final class Kept implements ResumeStorage {
        private @Nullable ResumePoint point;
        private boolean broken;

        @Override
        public @Nullable ResumePoint load() {
            return point;
        }

        @Override
        public void save(ResumePoint moved) {
            if (broken) {
                throw new IllegalStateException("disk full");
            }
            point = moved;
        }
    }
}
