package io.signalbox.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.identity.Peer;
import io.signalbox.records.ConnectionId;
import io.signalbox.records.ConnectionParty;
import io.signalbox.records.ConnectionRecordFilter;
import io.signalbox.records.ConnectionState;
import io.signalbox.records.ConnectionStore;
import io.signalbox.records.RecordsUnavailableException;
import io.signalbox.records.UnwritableException;
import io.signalbox.testing.ConnectionStoreQueryContract;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** The connection records of the database, without a container. */
class JpaConnectionStoreTest {
    @Nested
    class OnH2 extends Contract {
        private static Database database;

        @BeforeAll
        static void start() {
            database = Database.h2();
        }

        @AfterAll
        static void stop() throws Exception {
            database.close();
        }

        @Override
        protected ConnectionStore store() {
            return new JpaConnectionStore(database);
        }

        @Test
        void a_database_that_does_not_answer_is_said_not_to_and_takes_the_same_when_it_is_back() throws Exception {
            FaultyDataSource faulty = new FaultyDataSource(database.dataSource());
            try (Database through = Database.of(faulty.proxy())) {
                JpaConnectionStore store = new JpaConnectionStore(through);
                faulty.fails("08006");
                assertThatExceptionOfType(RecordsUnavailableException.class)
                        .isThrownBy(() -> store.statistics(ConnectionRecordFilter.ALL));
                ConnectionState state = state("c1", 1);
                assertThatExceptionOfType(RecordsUnavailableException.class)
                        .isThrownBy(() -> store.write(List.of(state)));
                faulty.fails(null);
                store.write(List.of(state));
                assertThat(store.find(state.id())).isNotNull();
            }
        }
    }

    @Nested
    class OnPostgres extends Contract {
        private static Database database;

        @BeforeAll
        static void start() {
            database = Database.postgres();
        }

        @AfterAll
        static void stop() throws Exception {
            database.close();
        }

        @Override
        protected ConnectionStore store() {
            return new JpaConnectionStore(database);
        }
    }

    /** What only a database can refuse. */
    abstract static class Contract extends ConnectionStoreQueryContract {
        @Test
        void what_does_not_fit_is_said_never_to_do_so_and_nothing_of_its_batch_is_written() {
            ConnectionState fits = state("fits", 1);
            ConnectionState not = with(new Peer("x".repeat(65), Map.of()), state("not", 1));
            assertThatExceptionOfType(UnwritableException.class).isThrownBy(() -> store().write(List.of(fits, not)));
            assertThat(store().find(fits.id())).isNull();
            store().write(List.of(fits));
            assertThat(store().find(new ConnectionId(fits.id().appId(), "fits")))
                    .isNotNull();
        }

        private static ConnectionState with(Peer peer, ConnectionState state) {
            ConnectionParty party = state.party();
            return new ConnectionState(
                    state.id(),
                    state.generation(),
                    state.begun(),
                    new ConnectionParty(
                            party.user(),
                            party.userType(),
                            party.deviceId(),
                            party.clientType(),
                            party.connectionType(),
                            peer),
                    state.node(),
                    state.connectedAt(),
                    state.traffic(),
                    state.end(),
                    state.at());
        }
    }
}
