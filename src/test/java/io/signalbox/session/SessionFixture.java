package io.signalbox.session;

import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.Lane;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.Sessions;
import io.signalbox.testing.Users;
import io.signalbox.transport.OutboundFrame;
import io.signalbox.transport.Wire;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One session over a wire in the test's hand, with its clock and its counters. */
class SessionFixture {
    final ManualClock clock = new ManualClock();
    final Metrics metrics = new Metrics();
    final FakeWire wire = new FakeWire();
    /** The changes that the listener was told, such as {@code NORMAL>PARKED}, and {@code lost}. */
    final List<String> events = new ArrayList<>();

    final SessionListener listener = new SessionListener() {
        @Override
        public void stepChanged(ClientSession session, ConsumerStep from, ConsumerStep to) {
            synchronized (events) {
                events.add(from + ">" + to);
            }
        }

        @Override
        public void lost(ClientSession session) {
            synchronized (events) {
                events.add("lost");
            }
        }
    };

    ClientSession open(Object... namesAndValues) {
        return open(wire, namesAndValues);
    }

    ClientSession open(Wire over, Object... namesAndValues) {
        return ClientSession.open(Users.identity("u", "c"), over, policy(namesAndValues));
    }

    SessionPolicy policy(Object... namesAndValues) {
        return new SessionPolicy(Sessions.settings(namesAndValues), metrics, clock, listener);
    }

    static Outgoing text(String text) {
        return message(text, Lane.NORMAL, Outgoing.NO_DEADLINE, null);
    }

    static Outgoing message(String text, Lane lane, long deadlineMillis, @Nullable String key) {
        return new Outgoing(OutboundFrame.text(text), lane, deadlineMillis, key);
    }
}
