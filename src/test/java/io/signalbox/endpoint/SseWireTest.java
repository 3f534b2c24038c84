package io.signalbox.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.ConnectionType;
import io.signalbox.identity.Identity;
import io.signalbox.protocol.CloseCode;
import io.signalbox.protocol.Lane;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Outgoing;
import io.signalbox.testing.Sessions;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import io.signalbox.transport.FrameSource;
import io.signalbox.transport.OutboundFrame;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C26")
class SseWireTest {
    private static final Identity ALICE = Users.identity("alice", "c-1").over(ConnectionType.SSE);
    private static final int ALL = Integer.MAX_VALUE;

    private final Output out = new Output();
    private final Exchange exchange = new Exchange();
    private final SseWire wire = new SseWire(out, "event: open\n\n".getBytes(StandardCharsets.US_ASCII), exchange);

    @Test
    void nothing_is_written_before_the_container_says_so_and_then_the_preamble_comes_first() {
        ClientSession session = Sessions.open(ALICE, wire);
        Sessions.send(session, "{\"a\":1}");
        assertThat(out.text()).isEmpty();
        out.room(ALL, wire);
        assertThat(out.text()).isEqualTo("event: open\n\ndata: {\"a\":1}\n\n");
        assertThat(out.flushes).isEqualTo(2);
    }

    @Test
    void what_has_a_position_in_the_inbox_has_it_as_its_id_and_nothing_else_has_one() {
        Frames source = new Frames().add("{}");
        source.waiting.add(OutboundFrame.stored(7, "{\"seq\":7}".getBytes(StandardCharsets.US_ASCII)));
        source.add("{\"seq\":8}");
        wire.attach(source);
        wire.wake();
        out.room(ALL, wire);
        assertThat(out.text())
                .isEqualTo("event: open\n\ndata: {}\n\nid: 7\ndata: {\"seq\":7}\n\ndata: {\"seq\":8}\n\n");
    }

    @Test
    void many_small_frames_go_with_one_write() {
        ClientSession session = Sessions.open(ALICE, wire);
        for (int i = 0; i < 100; i++) {
            Sessions.send(session, "{\"n\":" + i + "}");
        }
        out.room(ALL, wire);
        assertThat(out.text()).contains("data: {\"n\":0}\n\n").endsWith("data: {\"n\":99}\n\n");
        assertThat(out.writes).as("the preamble and the rest").isEqualTo(2);
    }

    @Test
    void a_batch_is_not_pulled_further_than_its_size() {
        Frames source = new Frames();
        for (int i = 0; i < 10; i++) {
            source.add("x".repeat(4000));
        }
        wire.attach(source);
        wire.wake();
        out.room(3, wire);
        assertThat(source.pulled).as("16 KiB, and what began below").isEqualTo(5);
        out.room(ALL, wire);
        assertThat(source.pulled).isEqualTo(10);
        assertThat(source.written).isEqualTo(10);
    }

    @Test
    void a_frame_is_written_when_the_container_takes_more_and_not_before() {
        Frames source = new Frames().add("{}");
        wire.attach(source);
        wire.wake();
        out.room(3, wire);
        assertThat(out.text()).endsWith("data: {}\n\n");
        assertThat(source.written).as("it waits to be flushed").isZero();
        out.room(1, wire);
        assertThat(source.written).as("it is being flushed").isZero();
        out.room(1, wire);
        assertThat(source.written).isEqualTo(1);
        assertThat(exchange.alive).as("after the preamble, and after the frame").isEqualTo(2);
    }

    @Test
    void a_stream_that_takes_nothing_is_stalled_until_it_takes_something() throws Exception {
        Frames source = new Frames();
        wire.attach(source);
        out.room(ALL, wire);
        assertThat(wire.stalledFor()).isZero();
        out.room = 1;
        source.add("{}");
        wire.wake();
        assertThat(wire.stalledFor()).isPositive();
        assertThat(wire.stalledFor()).isLessThan(Duration.ofMinutes(1));
        out.room(ALL, wire);
        assertThat(wire.stalledFor()).isZero();
    }

    @Test
    void a_ping_is_a_comment_before_what_waits() {
        Frames source = new Frames();
        wire.attach(source);
        out.room(2, wire);
        source.add("{}");
        wire.wake();
        wire.ping();
        wire.ping();
        out.room(ALL, wire);
        assertThat(out.text()).isEqualTo("event: open\n\n: ping\n\ndata: {}\n\n");
        wire.ping();
        assertThat(out.text()).endsWith("data: {}\n\n: ping\n\n");
    }

    @Test
    void a_binary_frame_is_skipped_counted_and_done_with() {
        ClientSession session = Sessions.open(ALICE, wire);
        out.room(ALL, wire);
        session.send(binary());
        Sessions.send(session, "{}");
        session.send(binary());
        assertThat(out.text()).isEqualTo("event: open\n\ndata: {}\n\n");
        assertThat(exchange.skipped).isEqualTo(2);
        session.closeWhenDrained(CloseCode.GOING_AWAY);
        assertThat(exchange.finished).as("nothing is still being written").isEqualTo(1);
    }

    @Test
    @Tag("C28")
    void a_session_that_drains_writes_what_it_owes_then_says_why_and_ends() {
        ClientSession session = Sessions.open(ALICE, wire);
        Sessions.send(session, "{\"last\":1}");
        session.closeWhenDrained(CloseCode.GOING_AWAY);
        assertThat(exchange.finished).isZero();
        out.room(ALL, wire);
        assertThat(out.text())
                .endsWith("data: {\"last\":1}\n\nevent: close\n"
                        + "data: {\"code\":1001,\"reason\":\"going_away\",\"reconnect\":true}\n\n");
        assertThat(exchange.finished).isEqualTo(1);
    }

    @Test
    void a_close_tells_not_to_come_back_where_that_is_no_use_and_drops_what_waits() {
        ClientSession session = Sessions.open(ALICE, wire);
        out.room(2, wire);
        Sessions.send(session, "{\"dropped\":1}");
        session.close(CloseCode.REPLACED);
        session.close(CloseCode.GOING_AWAY);
        out.room(ALL, wire);
        assertThat(out.text())
                .isEqualTo("event: open\n\nevent: close\n"
                        + "data: {\"code\":4502,\"reason\":\"replaced\",\"reconnect\":false}\n\n");
        assertThat(exchange.finished).isEqualTo(1);
    }

    @Test
    void after_the_end_nobody_touches_the_stream() {
        ClientSession session = Sessions.open(ALICE, wire);
        out.room(ALL, wire);
        session.close(CloseCode.NORMAL);
        out.closed = true;
        Sessions.send(session, "{}");
        wire.ping();
        wire.wake();
        wire.onWritePossible();
        wire.onError(new IOException("late"));
        wire.abort();
        assertThat(exchange.finished).isEqualTo(1);
        assertThat(exchange.hungUp).isZero();
    }

    @Test
    @Tag("H56")
    void a_write_that_fails_ends_the_session_and_its_registration_once() {
        TestHub hub = TestHub.alone();
        ClientSession session = hub.hub.open(ALICE, wire);
        out.room(ALL, wire);
        assertThat(hub.hub.sessions().size()).isEqualTo(1);
        out.failing = true;
        Sessions.send(session, "{}");
        wire.onError(new IOException("again"));
        assertThat(session.isOpen()).isFalse();
        assertThat(hub.hub.sessions().size()).isZero();
        assertThat(exchange.finished).isEqualTo(1);
    }

    @Test
    void what_was_pulled_and_not_written_when_the_connection_ends_is_lost_and_not_written() {
        out.room(ALL, wire);
        Frames source = new Frames().add("{}");
        source.whenPulled = wire::abort;
        wire.attach(source);
        wire.wake();
        assertThat(out.text()).doesNotContain("{}");
        assertThat(source.written).isZero();
        assertThat(source.lost).isEqualTo(1);
    }

    @Test
    void an_abort_hangs_up_a_client_that_takes_nothing() {
        Frames source = new Frames().add("{}");
        wire.attach(source);
        wire.wake();
        out.room(1, wire);
        wire.close(4003, "write_stalled");
        assertThat(exchange.finished).as("the close event waits for room").isZero();
        wire.abort();
        wire.abort();
        assertThat(exchange.hungUp).isEqualTo(1);
        assertThat(exchange.finished).isEqualTo(1);
        assertThat(source.lost).isEqualTo(1);
    }

    @Test
    void a_client_that_reads_too_slowly_is_closed_by_its_full_outbox_while_the_stream_takes_nothing() {
        TestHub hub = new TestHub.Setup().session("outbox-messages", 16).build();
        ClientSession session = hub.hub.open(ALICE, wire);
        out.room(1, wire);
        for (int i = 0; i < 17; i++) {
            Sessions.send(session, "{\"n\":" + i + "}");
        }
        assertThat(session.isOpen()).isFalse();
        out.room(ALL, wire);
        assertThat(out.text()).endsWith("data: {\"code\":4001,\"reason\":\"slow_consumer\",\"reconnect\":true}\n\n");
        assertThat(exchange.finished).isEqualTo(1);
    }

    @Test
    void a_callback_that_comes_before_is_ready_returned_is_not_lost() {
        Frames source = new Frames().add("{\"n\":1}");
        wire.attach(source);
        wire.wake();
        out.room = 1;
        out.early = wire;
        wire.onWritePossible();
        assertThat(out.text()).isEqualTo("event: open\n\ndata: {\"n\":1}\n\n");
        assertThat(source.written).isEqualTo(1);
    }

    private static Outgoing binary() {
        return new Outgoing(OutboundFrame.binary(new byte[] {1, 2}), Lane.NORMAL, Outgoing.NO_DEADLINE, null);
    }

    /** A stream that takes so many writes and flushes; to be touched only when it said that it is ready. */
    private static final class Output extends ServletOutputStream {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        private int room;
        private int writes;
        private int flushes;
        private boolean failing;
        private boolean closed;
        /** Called back within isReady, as if by another thread, with room for everything. */
        private @Nullable SseWire early;

        void room(int operations, SseWire told) {
            room = operations;
            told.onWritePossible();
        }

        String text() {
            return bytes.toString(StandardCharsets.UTF_8);
        }

        @Override
        public boolean isReady() {
            SseWire told = early;
            if (room == 0 && told != null) {
                early = null;
                room(ALL, told);
                return false;
            }
            return room > 0;
        }

        @Override
        public void setWriteListener(WriteListener listener) {
            throw new AssertionError("the servlet does that");
        }

        @Override
        public void write(int oneByte) {
            throw new AssertionError("byte by byte");
        }

        @Override
        public void write(byte[] more) throws IOException {
            use();
            writes++;
            bytes.writeBytes(more);
        }

        @Override
        public void flush() throws IOException {
            use();
            flushes++;
        }

        private void use() throws IOException {
            assertThat(closed).as("used after its end").isFalse();
            assertThat(room).as("used without being ready").isPositive();
            if (failing) {
                throw new IOException("the client went");
            }
            room = room == ALL ? ALL : room - 1;
        }
    }

    private static final class Exchange implements SseWire.Exchange {
        private int alive;
        private int skipped;
        private int finished;
        private int hungUp;

        @Override
        public void alive() {
            alive++;
        }

        @Override
        public void skipped() {
            skipped++;
        }

        @Override
        public void finish() {
            finished++;
        }

        @Override
        public void hangUp() {
            hungUp++;
        }
    }

    private static final class Frames implements FrameSource {
        private final Queue<OutboundFrame> waiting = new ArrayDeque<>();
        private int pulled;
        private int written;
        private int lost;
        private Runnable whenPulled = () -> {};

        Frames add(String text) {
            waiting.add(OutboundFrame.text(text));
            return this;
        }

        @Override
        public @Nullable OutboundFrame next() {
            OutboundFrame frame = waiting.poll();
            if (frame != null) {
                pulled++;
                whenPulled.run();
            }
            return frame;
        }

        @Override
        public void written(int frames) {
            written += frames;
        }

        @Override
        public void lost() {
            lost++;
        }
    }
}
