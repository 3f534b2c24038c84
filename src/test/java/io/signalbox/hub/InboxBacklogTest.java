package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.ResumePoint;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.EncodedMessage;
import io.signalbox.protocol.Message;
import io.signalbox.session.ConsumerStep;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import io.signalbox.transport.OutboundFrame;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** A long backlog and a slow reader: page by page, as fast as it reads. */
class InboxBacklogTest {
    private static final int BACKLOG = 100_000;
    private static final int PAGE = 100;
    private static final int OUTBOX_BYTES = 256 * 1024;

    @Test
    @Tag("H23")
    @Tag("R13")
    void a_backlog_of_a_hundred_thousand_neither_floods_the_outbox_of_a_slow_reader_nor_is_lost() {
        Backlog backlog = new Backlog();
        TestHub node = new TestHub.Setup()
                .inbox(backlog)
                .page(PAGE)
                .session("outbox-messages", 1024, "outbox-bytes", OUTBOX_BYTES)
                .build();
        FakeWire wire = new FakeWire();
        wire.hold();
        TestHub.Client bob = node.resume(Users.identity("bob", "phone"), wire, ResumePoint.START);
        wire.complete(true);
        long next = 1;
        int most = 0;
        long bytes = 0;
        while (next <= BACKLOG) {
            List<OutboundFrame> read = wire.takeFrames();
            for (OutboundFrame frame : read) {
                String text = frame.payloadText();
                if (text.contains("client_registered")) {
                    continue;
                }
                assertThat(Json.text(text, "seq")).isEqualTo(Long.toString(next++));
                bytes = Math.max(bytes, frame.size());
            }
            most = Math.max(most, (int) (backlog.read - next + 1));
            assertThat(bob.session.step()).isEqualTo(ConsumerStep.NORMAL);
            wire.complete(true);
        }
        assertThat(most).as("entries in memory at once").isLessThanOrEqualTo(PAGE);
        assertThat(most * bytes).as("bytes of them").isLessThanOrEqualTo(OUTBOX_BYTES / 4);
        assertThat(wire.closeCode()).isZero();
        assertThat(backlog.pages).isLessThanOrEqualTo(BACKLOG / PAGE + 1);
    }

    /** One user's inbox with so many entries that nobody has to write them. */
    private static final class Backlog implements Inbox {
        private static final String EPOCH = "e";
        private long read;
        private int pages;

        @Override
        public Page read(UserKey user, long after, int limit) {
            List<Entry> entries = LongStream.rangeClosed(after + 1, Math.min(after + limit, BACKLOG))
                    .mapToObj(seq -> new Entry(
                            seq,
                            Frames.text("m" + seq)
                                    .receiver(user.userId())
                                    .requireAck(true)
                                    .build()))
                    .toList();
            read = Math.max(read, after + entries.size());
            pages++;
            return new Page(entries, BACKLOG, EPOCH, 0);
        }

        @Override
        public Resumed resume(UserKey user, String clientId, ResumePoint point) {
            return Resumed.at(point, EPOCH, BACKLOG, 0).waiting(BACKLOG);
        }

        @Override
        public CompletableFuture<List<Appended>> appendAll(
                List<UserKey> users, Message message, EncodedMessage encoded) {
            throw new AssertionError("nobody writes");
        }

        @Override
        public Acknowledged acknowledge(UserKey user, DeviceAcks acks) {
            throw new AssertionError("nobody acknowledges");
        }

        @Override
        public boolean remembersDevices() {
            return false;
        }

        @Override
        public void remove(UserKey user, List<Long> seqs) {
            throw new AssertionError("all are tracked");
        }

        @Override
        public int expire() {
            return 0;
        }
    }
}
