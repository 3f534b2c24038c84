package io.signalbox.records;

import io.signalbox.config.SettingsReader;
import io.signalbox.hub.ConnectionListener;
import io.signalbox.hub.LoginSettings;
import io.signalbox.metrics.Metrics;
import io.signalbox.testing.ChangingMembership;
import io.signalbox.testing.DirectExecutor;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.ManualScheduler;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

/** A hub whose connections are recorded, with time that passes when a test says so. */
abstract class ConnectionRecordingFixture {
    static final Duration INTERVAL = Duration.ofSeconds(30);
    static final Duration SETTLE = Duration.ofMillis(200);

    final ManualClock clock = new ManualClock();
    final AtomicLong nanos = new AtomicLong(-5);
    final FlakyConnectionStore store = new FlakyConnectionStore();
    final Metrics metrics = new Metrics();
    final ChangingMembership membership = new ChangingMembership();
    final ManualScheduler scheduler = new ManualScheduler();
    final ConnectionRecording recording = recording(true, 1000);
    final TestHub hub = hub(recording.listener());
    final ConnectionRecords records = new ConnectionRecords(store, true);

    {
        recording.start(scheduler);
        hub.hub.start();
    }

    ConnectionRecord record(String client) {
        return records.find(Users.TENANT.appId(), client).orElseThrow(() -> new AssertionError("no record: " + client));
    }

    /** What was offered is written. */
    void settle() {
        scheduler.advance(SETTLE);
    }

    void pass(Duration time) {
        clock.advance(time);
        scheduler.advance(time);
        settle();
    }

    TestHub hub(ConnectionListener listener) {
        return new TestHub.Setup()
                .clock(clock)
                .login(LoginSettings.DEFAULT)
                .connections(listener)
                .build();
    }

    ConnectionRecording recording(boolean on, int queue) {
        return new ConnectionRecording(
                settings(on, queue), store, membership, new DirectExecutor(), metrics, nanos::get, clock);
    }

    ConnectionRecording recording(boolean on, ChangingMembership known) {
        return new ConnectionRecording(
                settings(on, 1000), store, known, new DirectExecutor(), metrics, nanos::get, clock);
    }

    static RecordSettings settings(boolean on, int queue) {
        return new RecordSettings(
                MessageRecordSettings.from(new SettingsReader(key -> null, List.of())),
                new ConnectionRecordSettings(on, Duration.ofDays(30), INTERVAL, List.of()),
                new WriteBehindSettings(500, Duration.ofMillis(200), queue));
    }
}
