package io.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.hub.Appended;
import io.signalbox.hub.Inbox;
import io.signalbox.hub.InboxUnavailableException;
import io.signalbox.hub.WhenFull;
import io.signalbox.identity.UserKey;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.JsonCodec;
import io.signalbox.protocol.Message;
import io.signalbox.testing.Frames;
import io.signalbox.testing.ManualClock;
import io.signalbox.testing.ManualScheduler;
import io.signalbox.testing.Users;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.awaitility.Awaitility;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A database that is slow, gone, read-only or full: a coded failure in time, never {@code stored}, and back again. */
class DatabaseFailureTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final UserKey BOB = Users.user("bob");

    private static EmbeddedPostgres postgres;
    private static JdbcConnectionPool h2;

    private final ManualClock clock = new ManualClock();
    private final ManualScheduler scheduler = new ManualScheduler();
    private final ExecutorService workers = Executors.newFixedThreadPool(2);

    @BeforeAll
    static void start() {
        postgres = Database.startPostgres();
        h2 = Database.h2Pool("jdbc:h2:mem:failures;DB_CLOSE_DELAY=-1");
    }

    @AfterAll
    static void stop() throws Exception {
        h2.dispose();
        postgres.close();
    }

    @AfterEach
    void stopWorkers() {
        workers.shutdownNow();
    }

    @ParameterizedTest
    @ValueSource(strings = {"08001", "08006", "25006", "53100", "53300", "57P01", "90098"})
    @Tag("R13")
    void what_the_database_refuses_is_not_stored_and_the_next_is_refused_without_asking_until_it_works_again(
            String state) throws Exception {
        FaultyDataSource faulty = new FaultyDataSource(h2);
        try (Database database = Database.of(faulty.proxy())) {
            database.clear();
            Inbox inbox = inbox(database);
            faulty.fails(state);
            assertUnavailable(append(inbox, "m1"), "told to fail with " + state);
            assertThat(inbox.trouble())
                    .hasValueSatisfying(why -> assertThat(why).contains(state));
            assertUnavailable(append(inbox, "m2"), "no answer since");
            passTime(Duration.ofSeconds(3));
            assertUnavailable(append(inbox, "m3"), "no answer since");
            faulty.fails(null);
            recovers(inbox);
            assertThat(get(append(inbox, "m4")).get(0).seq()).isEqualTo(1);
            assertThat(inbox.read(BOB, 0, 10).entries()).hasSize(1);
        }
    }

    @Test
    @Tag("R13")
    void a_database_that_does_not_answer_costs_the_deadline_once() throws Exception {
        FaultyDataSource faulty = new FaultyDataSource(h2);
        try (Database database = Database.of(faulty.proxy())) {
            database.clear();
            hangs(inbox(database), faulty::blocks, faulty::answers);
        }
    }

    @Test
    @Tag("R13")
    void a_table_that_somebody_locked_costs_the_deadline_once() throws Exception {
        onPostgres((inbox, pool, locking) -> {
            locking.setAutoCommit(false);
            hangs(
                    inbox,
                    () -> run(locking, "lock table inbox in access exclusive mode"),
                    () -> run(locking, "rollback"));
        });
    }

    @Test
    @Tag("R13")
    void a_database_that_became_read_only_is_used_again_when_it_is_not() throws Exception {
        onPostgres((inbox, pool, admin) -> {
            get(append(inbox, "m1"));
            run(admin, "alter database postgres set default_transaction_read_only = on");
            pool.close();
            assertUnavailable(append(inbox, "m2"), "read-only");
            assertThat(inbox.read(BOB, 0, 10).entries())
                    .as("what waits can be read")
                    .hasSize(1);
            run(admin, "alter database postgres set default_transaction_read_only = off");
            pool.close();
            recovers(inbox);
            assertThat(get(append(inbox, "m3")).get(0).seq()).isEqualTo(2);
        });
    }

    @Test
    @Tag("R13")
    void a_database_that_ended_all_connections_is_used_again() throws Exception {
        onPostgres((inbox, pool, admin) -> {
            get(append(inbox, "m1"));
            run(
                    admin,
                    "select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid()"
                            + " and backend_type = 'client backend'");
            assertUnavailable(append(inbox, "m2"), "");
            recovers(inbox);
            assertThat(get(append(inbox, "m3")).get(0).seq()).isEqualTo(2);
        });
    }

    private void hangs(JpaInbox inbox, Runnable begin, Runnable end) throws Exception {
        get(append(inbox, "m1"));
        begin.run();
        CompletableFuture<List<Appended>> hanging = append(inbox, "m2");
        await("its transaction began", () -> inbox.queued() == 0);
        passTime(TIMEOUT.minusMillis(50));
        assertThat(hanging).isNotDone();
        passTime(Duration.ofMillis(100));
        assertUnavailable(hanging, "not stored within 5000 ms");
        assertThat(append(inbox, "m3")).as("no second wait").isCompletedExceptionally();
        assertThatExceptionOfType(InboxUnavailableException.class)
                .as("reading does not wait either")
                .isThrownBy(() -> inbox.read(BOB, 0, 10));
        passTime(Duration.ofMinutes(1));
        end.run();
        recovers(inbox);
        get(append(inbox, "m4"));
        // m2 was not called stored, but may be: it is in order then, and once.
        List<String> waiting = inbox.read(BOB, 0, 10).entries().stream()
                .map(entry -> entry.message().messageId())
                .toList();
        assertThat(waiting).startsWith("m1").endsWith("m4").doesNotContain("m3").doesNotHaveDuplicates();
    }

    private void onPostgres(PostgresTest test) throws Exception {
        DataSource source = Database.postgresSource(postgres);
        try (Pool pool = new Pool(source, 8);
                Database database = Database.of(pool);
                Connection connection = source.getConnection()) {
            database.clear();
            test.run(inbox(database), pool, connection);
        }
    }

    private JpaInbox inbox(Database database) {
        JpaInbox inbox = new JpaInbox(
                database,
                Settings.hub(1000, Duration.ofDays(7)),
                new StoreSettings(WhenFull.REFUSE, TIMEOUT, 500, 1000),
                workers,
                new Metrics(),
                clock);
        inbox.start(scheduler);
        return inbox;
    }

    /** The clock first: what is due then is seen by those who look. */
    private void passTime(Duration time) {
        clock.advance(time);
        scheduler.advance(Duration.ofMillis(50));
    }

    /** Lets seconds pass until a probe was answered; each probe is given real time for that. */
    private void recovers(Inbox inbox) {
        await("recovered", () -> {
            passTime(Duration.ofSeconds(1));
            return inbox.trouble().isEmpty();
        });
    }

    private static void await(String what, BooleanSupplier condition) {
        Awaitility.await(what).atMost(Duration.ofSeconds(30)).until(condition::getAsBoolean);
    }

    private static CompletableFuture<List<Appended>> append(Inbox inbox, String id) {
        Message message = Frames.text(id)
                .from("alice", "Alice", "visitor", "c-1")
                .receiver(BOB.userId())
                .build();
        return inbox.appendAll(List.of(BOB), message, JsonCodec.encode(message));
    }

    private static List<Appended> get(CompletableFuture<List<Appended>> append) throws Exception {
        return append.get(30, TimeUnit.SECONDS);
    }

    private static void assertUnavailable(CompletableFuture<List<Appended>> append, String why) {
        assertThatExceptionOfType(ExecutionException.class)
                .isThrownBy(() -> get(append))
                .havingCause()
                .isInstanceOf(InboxUnavailableException.class)
                .withMessageContaining(why);
    }

    private static void run(Connection connection, String sql) {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What a test does with an empty inbox, the pool below it and another connection to its server. */
    private interface PostgresTest {
        void run(JpaInbox inbox, Pool pool, Connection other) throws Exception;
    }
}
