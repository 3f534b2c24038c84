package io.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.records.ConnectionRecordFilter;
import io.signalbox.records.ConnectionRecordPage;
import io.signalbox.records.ConnectionStatistics;
import io.signalbox.records.ConnectionStore.Ranking;
import io.signalbox.session.Traffic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** How records of connections are found, counted and ranked on every store. */
@Tag("K14")
@Timeout(60)
public abstract class ConnectionStoreQueryContract extends ConnectionStoreContract {
    @Test
    void records_are_found_by_user_node_state_and_address_page_by_page_the_newest_first() {
        for (int i = 0; i < 7; i++) {
            store.write(List.of(at(i, state("c" + i, i, 1, BUSY, i < 3 ? null : i < 5 ? LEFT : BROKEN))));
        }
        ConnectionRecordFilter all = filter();
        assertThat(ids(all)).containsExactly("c6", "c5", "c4", "c3", "c2", "c1", "c0");
        assertThat(ids(all.active(true))).containsExactly("c2", "c1", "c0");
        assertThat(ids(all.active(false))).containsExactly("c6", "c5", "c4", "c3");
        assertThat(ids(all.abnormal(true))).containsExactly("c6", "c5");
        assertThat(ids(all.from("10.0.0.3"))).containsExactly("c3");
        assertThat(ids(ConnectionRecordFilter.ofUser(user("u-c4")))).containsExactly("c4");
        assertThat(ids(ConnectionRecordFilter.ofUser(user("nobody")))).isEmpty();
        assertThat(ids(ConnectionRecordFilter.ofNode(processes + "n"))).hasSize(7);
        assertThat(ids(ConnectionRecordFilter.ofNode("another"))).isEmpty();
        List<String> paged = new ArrayList<>();
        ConnectionRecordPage page = store.page(all, null, 3);
        while (true) {
            page.records().forEach(connection -> paged.add(connection.id().clientId()));
            if (page.next() == null) {
                break;
            }
            page = store.page(all, page.next(), 3);
        }
        assertThat(paged).containsExactly("c6", "c5", "c4", "c3", "c2", "c1", "c0");
    }

    @Test
    void connections_of_the_same_millisecond_are_paged_by_id() {
        store.write(IntStream.range(0, 5)
                .mapToObj(i -> state("c" + i, 1, 1, BUSY, null))
                .toList());
        ConnectionRecordPage first = store.page(filter(), null, 2);
        ConnectionRecordPage second = store.page(filter(), first.next(), 2);
        ConnectionRecordPage third = store.page(filter(), second.next(), 2);
        assertThat(ids(first)).containsExactly("c0", "c1");
        assertThat(ids(second)).containsExactly("c2", "c3");
        assertThat(ids(third)).containsExactly("c4");
        assertThat(third.next()).isNull();
    }

    @Test
    void statistics_are_sums_and_true_means() {
        assertThat(store.statistics(filter())).isEqualTo(ConnectionStatistics.NONE);
        store.write(List.of(
                state("c1", 1, 3, BUSY, null),
                state("c2", 1, 1, BUSY, LEFT),
                state("c3", 1, 1, BUSY, BROKEN),
                state("c4", 1, 1, BUSY, end("kick_out", 4505, true, false, 120)),
                state(
                        "c5",
                        1,
                        1,
                        new Traffic.Reading(
                                Traffic.Volume.NONE,
                                new Traffic.Pings(1, 0, 500_000, 500_000, 500_000, null, null),
                                Traffic.Errors.NONE),
                        null),
                state("c6", 1, 1, Traffic.Reading.NOTHING, null)));
        ConnectionStatistics sums = store.statistics(filter());
        assertThat(sums)
                .isEqualTo(new ConnectionStatistics(
                        6,
                        3,
                        1,
                        1,
                        2,
                        new Traffic.Volume(40, 80, 400, 800),
                        new Traffic.Pings(17, 4, 532_000, 1_000, 500_000, null, null),
                        12,
                        Duration.ofSeconds(240)));
        assertThat(sums.pings().averageMillis()).isEqualTo(532.0 / 17);
        assertThat(sums.pings().loss()).isEqualTo(4.0 / 21);
        assertThat(sums.abnormalRate()).isEqualTo(1.0 / 3);
        assertThat(sums.activeShare()).isEqualTo(0.5);
        assertThat(sums.errorRate()).isEqualTo(0.1);
        assertThat(sums.averageOpen()).isEqualTo(Duration.ofSeconds(80));
        assertThat(store.statistics(ConnectionRecordFilter.ofUser(user("u-c1"))).reconnects())
                .isEqualTo(2);
        assertThat(store.statistics(ConnectionRecordFilter.ofNode(processes + "n"))
                        .connections())
                .isEqualTo(6);
    }

    @Test
    void those_with_most_errors_and_reconnects_come_first_and_those_below_the_threshold_not_at_all() {
        for (int i = 0; i < 5; i++) {
            Traffic.Errors errors = i == 0 ? Traffic.Errors.NONE : new Traffic.Errors(i * 10L, "busy", START);
            Traffic.Reading reading = new Traffic.Reading(Traffic.Volume.NONE, Traffic.Pings.NONE, errors);
            store.write(List.of(state("c" + i, 1, 5 - i, reading, null)));
        }
        assertThat(most(Ranking.ERRORS, 20, 10)).containsExactly("c4", "c3", "c2");
        assertThat(most(Ranking.ERRORS, 1, 2)).containsExactly("c4", "c3");
        assertThat(most(Ranking.RECONNECTS, 3, 10)).containsExactly("c0", "c1");
        assertThat(store.most(Ranking.ERRORS, 1, app + "x", 10)).isEmpty();
    }

    private List<String> most(Ranking by, long atLeast, int limit) {
        return store.most(by, atLeast, app, limit).stream()
                .map(connection -> connection.id().clientId())
                .toList();
    }
}
