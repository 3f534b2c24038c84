package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.ResumePoint;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.LinkedNodes;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.Seeds;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A device that is cut off again and again, in the middle of whatever it was told, and comes back to any of three nodes,
 * sometimes before anybody noticed: it gets every message once, in order, and is never told that it missed one.
 */
class ResumeModelTest {
    private static final int RECONNECTS = 100;

    @Test
    @Tag("H24")
    @Tag("H29")
    @Tag("R14")
    void whoever_keeps_its_position_gets_everything_once_over_a_hundred_reconnects() {
        Seeds.each(20, (seed, random) -> new Run(random).run());
    }

    private static final class Run {
        private final Random random;
        private final Inbox store = new InMemoryInbox(new ManualClock(), Duration.ofDays(7), 1_000_000);
        private final LinkedNodes cluster = new LinkedNodes();
        private final List<QueuedExecutor> executors = new ArrayList<>();
        private final List<TestHub> nodes = new ArrayList<>();
        private final TestHub.Client sender;
        private final List<Long> processed = new ArrayList<>();
        private FakeWire wire = new FakeWire();
        private TestHub.@Nullable Client device;
        private int at;
        private @Nullable String epoch;
        private long last;
        private int sent;

        Run(Random random) {
            this.random = random;
            for (String name : List.of("a", "b", "c")) {
                QueuedExecutor executor = new QueuedExecutor();
                executors.add(executor);
                nodes.add(new TestHub.Setup()
                        .node(name, cluster)
                        .inbox(store)
                        .executor(executor)
                        .page(1 + random.nextInt(8))
                        .build());
            }
            sender = nodes.get(0).connect("alice", "a1");
        }

        void run() {
            for (int i = 0; i < RECONNECTS; i++) {
                cutOff();
                connect();
                int steps = random.nextInt(30);
                for (int step = 0; step < steps; step++) {
                    step();
                }
            }
            settle();
            assertThat(processed)
                    .containsExactlyElementsOf(
                            LongStream.rangeClosed(1, sent).boxed().toList());
        }

        private void step() {
            switch (random.nextInt(6)) {
                case 0 -> send();
                case 1 -> wire.complete(true);
                case 2 -> read();
                case 3 -> acknowledge();
                default -> {
                    QueuedExecutor executor = executors.get(random.nextInt(executors.size()));
                    if (executor.waiting() > 0) {
                        executor.run(0);
                    }
                }
            }
        }

        private void send() {
            sent++;
            sender.send(Frames.tracked("bob", "m" + sent));
        }

        /** The network goes; what was in flight is gone, and the node may not know for a while, or never. */
        private void cutOff() {
            TestHub.Client gone = device;
            if (gone == null) {
                return;
            }
            switch (random.nextInt(3)) {
                case 0 -> gone.disconnect();
                case 1 -> wire.complete(false);
                default -> {
                    // It does not notice.
                }
            }
            if (random.nextBoolean()) {
                send();
            }
        }

        private void connect() {
            wire = new FakeWire();
            wire.hold();
            at = random.nextInt(nodes.size());
            device = nodes.get(at).resume(Users.identity("bob", "phone"), wire, new ResumePoint(epoch, last));
        }

        /** The client reads what arrived. */
        private void read() {
            List<String> arrived = wire.take();
            for (int i = 0; i < arrived.size(); i++) {
                // The last one may be in flight still; then it may or may not arrive, and here it does.
                String text = arrived.get(i);
                if ("client_registered".equals(Json.text(text, "message_type"))) {
                    assertThat(Json.text(text, "recovered")).as(text).isEqualTo("true");
                    epoch = Json.text(text, "epoch") == null ? epoch : Json.text(text, "epoch");
                } else if (Json.text(text, "seq") != null) {
                    long seq = Long.parseLong(String.valueOf(Json.text(text, "seq")));
                    if (seq > last) {
                        processed.add(seq);
                        last = seq;
                    }
                }
            }
        }

        private void acknowledge() {
            TestHub.Client open = device;
            if (open != null && last > 0) {
                open.send(
                        random.nextBoolean()
                                ? "{\"message_type\":\"ack\",\"seq\":" + last + "}"
                                : Frames.ack("m" + last, last));
            }
        }

        private void settle() {
            cutOff();
            connect();
            boolean more = true;
            while (more) {
                executors.forEach(QueuedExecutor::runAll);
                more = wire.complete(true) || executors.stream().anyMatch(executor -> executor.waiting() > 0);
            }
            read();
        }
    }
}
