package io.signalbox.store;

import io.signalbox.hub.Origin;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageBuilder;
import io.signalbox.protocol.MessageType;
import io.signalbox.publish.Publications;
import io.signalbox.publish.PublishSettings;
import io.signalbox.publish.Relay;
import io.signalbox.publish.TransactionalSends;
import io.signalbox.testing.DirectExecutor;
import io.signalbox.testing.ManualScheduler;
import io.signalbox.testing.QueuedExecutor;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestInstance;

/**
 * Publishing with a transaction, from the application's call to the receiver, on real tables. The transactions are local
 * here; those of a container are {@code TransactionalPublishIT}'s.
 */
@Tag("M9")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PublishFixture {
    static final PublishSettings SETTINGS = new PublishSettings(
            Duration.ofSeconds(30), Duration.ofSeconds(5), 3, 10, 3, Duration.ofSeconds(2), Duration.ofSeconds(60));
    static final Origin SHOP = Origin.application(Users.TENANT);

    Database database;
    LocalTransactions transactions;
    TestHub node;
    Publications table;
    TransactionalSends sends;
    QueuedExecutor workers;

    Database database() {
        return Database.h2();
    }

    @BeforeAll
    void start() {
        database = database();
        transactions = database.callers();
    }

    @AfterAll
    void stop() throws Exception {
        database.close();
    }

    @BeforeEach
    void begin_with_an_empty_table() {
        sql("delete from outbox_message");
        node = TestHub.alone();
        table = new JpaPublications(database, transactions, node.clock);
        workers = new QueuedExecutor();
        sends = sends(relay(workers));
    }

    List<String> published(List<String> contents) {
        List<String> ids = new ArrayList<>();
        transactions.begin();
        for (String content : contents) {
            ids.add(sends.toUser(
                    Users.user("bob"), text(content).requireAck(true).build(), SHOP));
        }
        transactions.commit();
        return ids;
    }

    static MessageBuilder text(String content) {
        return Message.builder(MessageType.TEXT).content(content);
    }

    void later(Duration time) {
        node.clock.advance(time);
    }

    Relay relay(Executor executor) {
        return new Relay(table, node.hub::sends, executor, SETTINGS, node.metrics, node.clock);
    }

    TransactionalSends sends(Relay relay) {
        return new TransactionalSends(transactions, table, relay, SETTINGS, node.clock);
    }

    /** A node that finds what others left; it shares the hub, so that the test sees where messages get to. */
    Node otherNode() {
        ManualScheduler time = new ManualScheduler();
        relay(new DirectExecutor()).start(time);
        return () -> time.advance(SETTINGS.sweepEvery());
    }

    void sql(String statement) {
        try (Connection connection = database.dataSource().getConnection();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    interface Node {
        void sweeps();
    }
}
