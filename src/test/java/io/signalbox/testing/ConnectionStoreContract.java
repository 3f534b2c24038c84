package io.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.ClientType;
import io.signalbox.identity.ConnectionType;
import io.signalbox.identity.Peer;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.records.ConnectionEnd;
import io.signalbox.records.ConnectionId;
import io.signalbox.records.ConnectionNode;
import io.signalbox.records.ConnectionParty;
import io.signalbox.records.ConnectionRecord;
import io.signalbox.records.ConnectionRecordFilter;
import io.signalbox.records.ConnectionRecordPage;
import io.signalbox.records.ConnectionState;
import io.signalbox.records.ConnectionStore;
import io.signalbox.session.Traffic;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What connection records do on every {@link ConnectionStore}. Each test uses an app of its own. * {@link ConnectionStoreQueryContract} adds the questions; an implementation is tested by that one, and so by both.
 */
@Tag("K14")
@Timeout(60)
public abstract class ConnectionStoreContract {
    private static final AtomicInteger TESTS = new AtomicInteger();
    static final Instant START = ManualClock.START;

    static final Traffic.Reading BUSY = new Traffic.Reading(
            new Traffic.Volume(10, 20, 100, 200),
            new Traffic.Pings(4, 1, 8_000, 1_000, 3_000, START, START.plusMillis(2)),
            new Traffic.Errors(3, "busy", START.plusSeconds(1)));

    static final ConnectionEnd LEFT = end("close_message", 1000, false, false, 60);
    static final ConnectionEnd BROKEN = end("read_error", 1006, false, true, 60);

    final String app = "app-" + TESTS.incrementAndGet();
    /** Of this test's processes; what other tests left is ended and removed by nobody. */
    final String processes = app + "-";

    ConnectionStore store;

    @SuppressWarnings("NullAway.Init") // set before each test
    protected ConnectionStoreContract() {}

    /** The store under test. */
    protected abstract ConnectionStore store();

    @BeforeEach
    void open() {
        store = store();
    }

    @Test
    void a_record_has_everything_that_was_said() {
        ConnectionState state = state("c1", 5, 1, BUSY, LEFT);
        store.write(List.of(state));
        ConnectionRecord read = record("c1");
        assertThat(read).isEqualTo(ConnectionRecord.after(null, state));
        assertThat(read.duration(START)).isEqualTo(Duration.ofSeconds(60));
        assertThat(store.find(new ConnectionId(app, "c2"))).isNull();
        assertThat(store.find(new ConnectionId(app + "x", "c1"))).isNull();
    }

    @Test
    @Tag("H60")
    void who_connects_again_has_the_same_record_active_again_with_one_more_reconnect_and_no_errors() {
        store.write(List.of(state("c1", 1, 1, BUSY, BROKEN)));
        assertThat(record("c1").traffic().errors().count()).isEqualTo(3);
        store.write(List.of(state("c1", 2, 1, Traffic.Reading.NOTHING, null)));
        ConnectionRecord again = record("c1");
        assertThat(again.isActive()).isTrue();
        assertThat(again.reconnects()).isEqualTo(1);
        assertThat(again.traffic().errors()).isEqualTo(Traffic.Errors.NONE);
        store.write(List.of(state("c1", 2, 0, BUSY, null)));
        assertThat(record("c1").reconnects()).as("a change is no reconnect").isEqualTo(1);
        assertThat(record("c1").traffic()).isEqualTo(BUSY);
    }

    @Test
    @Tag("H60")
    void the_late_end_of_an_old_connection_does_not_end_the_new_one() {
        store.write(List.of(state("c1", 1, 1, BUSY, null)));
        store.write(List.of(state("c1", 2, 1, Traffic.Reading.NOTHING, null)));
        store.write(List.of(state("c1", 1, 0, BUSY, BROKEN)));
        assertThat(record("c1").isActive()).isTrue();
        assertThat(record("c1").generation()).isEqualTo(2);
        assertThat(record("c1").reconnects()).isEqualTo(1);
    }

    @Test
    void the_late_beginning_of_an_old_connection_counts_and_changes_nothing_else() {
        store.write(List.of(state("c1", 2, 1, BUSY, null)));
        store.write(List.of(state("c1", 1, 1, Traffic.Reading.NOTHING, null)));
        assertThat(record("c1").generation()).isEqualTo(2);
        assertThat(record("c1").traffic()).isEqualTo(BUSY);
        assertThat(record("c1").reconnects()).isEqualTo(1);
    }

    @Test
    void an_open_connection_counts_before_one_that_is_gone_however_the_clocks_of_their_nodes_stand() {
        store.write(List.of(state("c1", 9, 1, BUSY, BROKEN)));
        store.write(List.of(state("c1", 5, 1, Traffic.Reading.NOTHING, null)));
        assertThat(record("c1").isActive()).isTrue();
        assertThat(record("c1").reconnects()).isEqualTo(1);
    }

    @Test
    void what_is_written_twice_counts_once() {
        ConnectionState begin = state("c1", 1, 1, Traffic.Reading.NOTHING, null);
        ConnectionState again = state("c1", 2, 1, BUSY, null);
        store.write(List.of(begin));
        store.write(List.of(begin));
        assertThat(record("c1").reconnects()).isZero();
        store.write(List.of(again));
        store.write(List.of(again));
        assertThat(record("c1").reconnects()).isEqualTo(1);
    }

    @Test
    void what_waited_together_is_one_state() {
        ConnectionState merged = state("c1", 1, 1, BUSY, null)
                .then(state("c1", 1, 0, BUSY, BROKEN))
                .then(state("c1", 2, 1, Traffic.Reading.NOTHING, null))
                .then(state("c1", 1, 0, BUSY, BROKEN));
        store.write(List.of(merged));
        assertThat(record("c1").isActive()).isTrue();
        assertThat(record("c1").generation()).isEqualTo(2);
        assertThat(record("c1").reconnects()).isEqualTo(1);
    }

    @Test
    void an_ended_connection_is_not_open_again_when_its_beginning_comes_late() {
        ConnectionState begin = state("c1", 1, 1, Traffic.Reading.NOTHING, null);
        ConnectionState gone = state("c1", 1, 0, BUSY, LEFT);
        assertThat(gone.then(begin).end()).isEqualTo(LEFT);
        store.write(List.of(gone));
        store.write(List.of(begin));
        assertThat(record("c1").end()).isEqualTo(LEFT);
    }

    @Test
    void connections_of_a_process_that_is_gone_end_abnormally_when_it_was_last_heard_of() {
        store.write(List.of(
                state("old", 1, 1, BUSY, null),
                state("left", 1, 1, BUSY, LEFT),
                with(processes + "live", state("live", 1, 1, BUSY, null))));
        Instant heard = record("old").updatedAt();
        assertThat(endLost(heard)).as("heard of just now").isZero();
        assertThat(endLost(heard.plusMillis(1))).isEqualTo(1);
        assertThat(record("old").end())
                .isEqualTo(new ConnectionEnd(heard, "node_lost", 1006, "the node is gone", false, true));
        assertThat(record("left").end()).isEqualTo(LEFT);
        assertThat(record("live").isActive()).isTrue();
        assertThat(endLost(heard.plusMillis(1))).isZero();
    }

    @Test
    void a_connection_that_was_taken_for_lost_is_open_again_when_its_node_says_so() {
        store.write(List.of(state("c1", 1, 1, BUSY, null)));
        assertThat(endLost(START.plusSeconds(100))).isEqualTo(1);
        store.write(List.of(state("c1", 1, 0, BUSY, null)));
        assertThat(record("c1").isActive()).isTrue();
        assertThat(record("c1").reconnects()).isZero();
    }

    @Test
    void what_ended_is_removed_in_its_time_some_at_a_time_and_what_is_open_never() {
        for (int i = 0; i < 5; i++) {
            store.write(List.of(
                    state("c" + i, 1, 1, BUSY, end("close_message", 1000, false, false, -86_400L * 1000 * (i + 1)))));
        }
        store.write(List.of(at(-86_400 * 9000, state("open", 1, 1, BUSY, null))));
        Instant before = START.minusSeconds(86_400L * 3000);
        int removed = 0;
        for (int chunk = store.removeEnded(before, 1); chunk > 0; chunk = store.removeEnded(before, 1)) {
            assertThat(chunk).isEqualTo(1);
            removed += chunk;
        }
        assertThat(removed).as("one that ended exactly then stays").isEqualTo(2);
        assertThat(ids(filter())).containsExactlyInAnyOrder("c0", "c1", "c2", "open");
    }

    @Test
    void several_nodes_may_clean_at_once_and_nothing_is_counted_twice() throws Exception {
        for (int i = 0; i < 40; i++) {
            store.write(List.of(
                    state("old" + i, 1, 1, BUSY, end("close_message", 1000, false, false, -86_400L * 5000)),
                    state("lost" + i, 1, 1, BUSY, null)));
        }
        AtomicInteger removed = new AtomicInteger();
        AtomicInteger ended = new AtomicInteger();
        Concurrently.run(4, thread -> {
            for (int i = 0; i < 12; i++) {
                removed.addAndGet(store.removeEnded(START.minusSeconds(86_400L * 4000), 10));
                ended.addAndGet(endLost(START.plusSeconds(100)));
            }
        });
        assertThat(removed.get()).isEqualTo(40);
        assertThat(ended.get()).isEqualTo(40);
    }

    @Test
    void several_nodes_may_record_the_same_ids_at_once_and_every_connection_counts() throws Exception {
        Concurrently.run(4, thread -> {
            for (int i = 0; i < 10; i++) {
                long generation = thread * 10L + i + 1;
                store.write(IntStream.range(0, 10)
                        .mapToObj(client -> with(
                                processes + thread, state("c" + client, generation, 1, Traffic.Reading.NOTHING, null)))
                        .toList());
            }
        });
        for (int client = 0; client < 10; client++) {
            assertThat(record("c" + client).reconnects()).isEqualTo(39);
            assertThat(record("c" + client).generation()).isEqualTo(40);
        }
    }

    private int endLost(Instant before) {
        // Other tests' connections are of processes of their own, which live for this one.
        Set<String> living = new java.util.HashSet<>(Set.of(processes + "live"));
        ConnectionRecordFilter open = ConnectionRecordFilter.ALL.active(true);
        store.page(open, null, 1000).records().stream()
                .map(connection -> connection.node().incarnation())
                .filter(incarnation -> !incarnation.startsWith(processes))
                .forEach(living::add);
        return store.endLost(living, before, 1000);
    }

    private ConnectionRecord record(String client) {
        return Objects.requireNonNull(store.find(new ConnectionId(app, client)), client);
    }

    ConnectionRecordFilter filter() {
        return new ConnectionRecordFilter(app, null, null, null, null, null, null);
    }

    List<String> ids(ConnectionRecordFilter filter) {
        return ids(store.page(filter, null, 100));
    }

    static List<String> ids(ConnectionRecordPage page) {
        return page.records().stream()
                .map(connection -> connection.id().clientId())
                .toList();
    }

    UserKey user(String id) {
        return new UserKey(new Tenant(app, "ns"), id);
    }

    /** An open connection of this test's app. */
    protected final ConnectionState state(String client, long generation) {
        return state(client, generation, 1, BUSY, null);
    }

    ConnectionState state(
            String client, long generation, int begun, Traffic.Reading traffic, @Nullable ConnectionEnd end) {
        String address = "10.0.0." + (client.length() == 2 ? client.substring(1) : "99");
        return new ConnectionState(
                new ConnectionId(app, client),
                generation,
                begun,
                new ConnectionParty(
                        user("u-" + client),
                        UserType.AGENT,
                        "device",
                        ClientType.MOBILE,
                        ConnectionType.SSE,
                        new Peer(address, Map.of("user-agent", "a: b", "accept", ""))),
                new ConnectionNode(processes + "n", processes + "i", "127.0.0.1", 8081),
                START,
                traffic,
                end,
                START.plusSeconds(2));
    }

    static ConnectionState at(long second, ConnectionState state) {
        return new ConnectionState(
                state.id(),
                state.generation(),
                state.begun(),
                state.party(),
                state.node(),
                START.plusSeconds(second),
                state.traffic(),
                state.end(),
                state.at());
    }

    private static ConnectionState with(String incarnation, ConnectionState state) {
        return new ConnectionState(
                state.id(),
                state.generation(),
                state.begun(),
                state.party(),
                new ConnectionNode(state.node().id(), incarnation, "127.0.0.1", 8081),
                state.connectedAt(),
                state.traffic(),
                state.end(),
                state.at());
    }

    static ConnectionEnd end(String reason, int code, boolean forced, boolean abnormal, long second) {
        return new ConnectionEnd(START.plusSeconds(second), reason, code, "why", forced, abnormal);
    }
}
