package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Observers over real sockets, on both wires. */
@ParameterizedClass
@MethodSource("io.signalbox.it.Wires#enabled")
class ObserverIT {
    private final URI hub;
    private final String space = "ns-" + UUID.randomUUID().toString().substring(0, 8);

    ObserverIT(Wires wire) {
        hub = wire.shared().uri();
    }

    @Test
    @Tag("O01")
    @Tag("H66")
    void an_observer_gets_one_copy_of_what_it_watches_and_nothing_of_another_app() throws Exception {
        try (Peer watcher = Peer.connect(hub, "/ws?user_type=observer&user_id=w&namespace=" + space);
                Peer ofGroups =
                        Peer.connect(hub, "/ws?user_type=observer&user_id=g&group_id=g1,g2&namespace=" + space);
                Peer ofAnotherApp =
                        Peer.connect(hub, "/ws?user_type=observer&user_id=w&app_id=other&namespace=" + space);
                Peer ann = Peer.connect(hub, "/ws?user_id=ann&group_id=g1,g2&namespace=" + space);
                Peer bob = Peer.connect(hub, "/ws?user_id=bob&group_id=g1,g2&namespace=" + space)) {
            ann.send("{\"message_type\":\"text\",\"receiver\":\"bob\",\"content\":\"one\"}");
            ann.send("{\"message_type\":\"text\",\"group_ids\":[\"g1\",\"g2\"],\"content\":\"all\"}");
            assertThat(bob.await(MessageType.TEXT).data()).isNull();
            assertCopy(watcher, "one", "\"original_receiver\":\"bob\"");
            assertCopy(watcher, "all", "\"original_sender\":\"ann\"");
            assertCopy(ofGroups, "all", "\"original_sender\":\"ann\"");
            assertThat(watcher.drained()).isEmpty();
            assertThat(ofGroups.drained()).isEmpty();
            assertThat(ofAnotherApp.drained()).isEmpty();
        }
    }

    @Test
    @Tag("O01")
    @Tag("C26")
    void an_observer_over_an_event_stream_gets_the_same_copies() throws Exception {
        try (EventStream watcher = EventStream.open(hub, "user_type=observer&user_id=s&namespace=" + space);
                Peer ann = Peer.connect(hub, "/ws?user_id=ann&group_id=g1,g2&namespace=" + space);
                EventStream bob = EventStream.open(hub, "user_id=bob&group_id=g1,g2&namespace=" + space)) {
            ann.send("{\"message_type\":\"text\",\"receiver\":\"bob\",\"content\":\"one\"}");
            bob.send("{\"message_type\":\"text\",\"group_ids\":[\"g1\",\"g2\"],\"content\":\"all\"}");
            assertCopy(watcher.await(MessageType.TEXT), "one", "\"original_receiver\":\"bob\"");
            assertCopy(watcher.await(MessageType.TEXT), "all", "\"original_sender\":\"bob\"");
            assertThat(bob.await(MessageType.TEXT).data()).isNull();
            assertThat(watcher.drained()).isEmpty();
        }
    }

    private static void assertCopy(Peer watcher, String content, String metadata) throws Exception {
        assertCopy(watcher.await(MessageType.TEXT), content, metadata);
    }

    private static void assertCopy(Message copy, String content, String metadata) {
        assertThat(copy.content()).isEqualTo(content);
        assertThat(copy.data()).contains("\"observer_mode\":true", metadata);
    }
}
