package io.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.signalbox.identity.Department;
import io.signalbox.identity.Profile;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.workload.Agent;
import io.signalbox.workload.Choice;
import io.signalbox.workload.Dimension;
import io.signalbox.workload.Load;
import io.signalbox.workload.Needs;
import io.signalbox.workload.TooManyAgentsException;
import io.signalbox.workload.WorkloadSettings;
import io.signalbox.workload.WorkloadStore;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every {@link WorkloadStore} does. */
public abstract class WorkloadContract {
    private static final Tenant HERE = Users.TENANT;
    private static final int MAX_AGENTS = 20;
    private static final UserKey ANN = Users.user("ann");
    private static final UserKey BOB = Users.user("bob");

    protected final ManualClock clock = new ManualClock();

    /** An empty store. @param seed of what is drawn */
    protected abstract WorkloadStore store(WorkloadSettings settings, Clock time, long seed);

    private WorkloadStore store() {
        return store(new WorkloadSettings(50, 0, MAX_AGENTS), clock, 1);
    }

    @Test
    @Tag("A01")
    void a_case_counts_in_every_dimension_and_is_taken_back_in_every_dimension() {
        WorkloadStore store = store();
        assertThat(store.increment(ANN)).isEqualTo(1);
        assertThat(store.increment(ANN)).isEqualTo(2);
        assertThat(loads(store, ANN)).containsOnly(2L);
        assertThat(store.decrement(ANN)).isEqualTo(1);
        assertThat(loads(store, ANN)).containsOnly(1L);
    }

    @Test
    @Tag("A01")
    void no_load_is_ever_negative() {
        WorkloadStore store = store();
        assertThat(store.decrement(ANN)).isZero();
        assertThat(store.release(ANN)).isZero();
        store.increment(ANN);
        store.decrement(ANN);
        store.decrement(ANN);
        store.release(ANN);
        assertThat(loads(store, ANN)).containsOnly(0L);
        assertThat(store.increment(ANN)).isEqualTo(1);
        assertThatThrownBy(() -> store.forceSet(ANN, -1))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("ann");
        assertThatThrownBy(() -> store.reload(agent(ANN), -1)).isInstanceOf(IllegalArgumentException.class);
        assertThat(store.get(ANN, Dimension.REALTIME, clock.instant())).isEqualTo(1);
    }

    @Test
    @Tag("A01")
    void a_case_that_is_done_is_open_no_more_and_stays_in_the_statistics() {
        WorkloadStore store = store();
        store.increment(ANN);
        assertThat(store.release(ANN)).isZero();
        assertThat(open(store, ANN)).isZero();
        for (Dimension dimension : List.of(Dimension.HOURLY, Dimension.DAILY, Dimension.MONTHLY, Dimension.YEARLY)) {
            assertThat(store.get(ANN, dimension, clock.instant()))
                    .as(dimension.wireName())
                    .isEqualTo(1);
        }
    }

    @Test
    @Tag("A01")
    void each_dimension_counts_by_its_own_periods() {
        WorkloadStore store = store();
        Instant first = clock.instant();
        store.increment(ANN);
        for (Duration later :
                List.of(Duration.ofHours(1), Duration.ofDays(1), Duration.ofDays(31), Duration.ofDays(366))) {
            clock.advance(later);
            store.increment(ANN);
        }
        assertThat(open(store, ANN)).isEqualTo(5);
        assertThat(store.get(ANN, Dimension.DAILY, first.plus(Duration.ofDays(1))))
                .as("kept for 90 days")
                .isZero();
        assertThat(store.get(ANN, Dimension.MONTHLY, first)).as("13 months ago").isZero();
        assertThat(store.get(ANN, Dimension.YEARLY, first)).isEqualTo(4);
        assertThat(store.get(ANN, Dimension.YEARLY, clock.instant())).isEqualTo(1);
    }

    @Test
    @Tag("A01")
    void each_dimension_is_kept_for_its_time_and_no_longer() {
        retention(Dimension.HOURLY, Duration.ofHours(7 * 24 - 1), Duration.ofHours(1));
        retention(Dimension.DAILY, Duration.ofDays(89), Duration.ofDays(1));
        // From November 2026: the 13th month is November 2027, the fifth year 2030.
        retention(Dimension.MONTHLY, Duration.ofDays(365), Duration.ofDays(30));
        retention(Dimension.YEARLY, Duration.ofDays(4 * 365), Duration.ofDays(365));
    }

    private void retention(Dimension dimension, Duration kept, Duration more) {
        ManualClock time = new ManualClock();
        WorkloadStore store = store(new WorkloadSettings(50, 0, MAX_AGENTS), time, 1);
        store.increment(ANN);
        time.advance(kept);
        assertThat(store.get(ANN, dimension, ManualClock.START))
                .as("%s kept", dimension)
                .isEqualTo(1);
        time.advance(more);
        assertThat(store.get(ANN, dimension, ManualClock.START))
                .as("%s gone", dimension)
                .isZero();
        store.increment(ANN);
        assertThat(store.get(ANN, dimension, ManualClock.START))
                .as("%s gone", dimension)
                .isZero();
        assertThat(open(store, ANN)).as("open cases have no end").isEqualTo(2);
    }

    @Test
    @Tag("H70")
    void who_comes_back_has_the_load_of_before_whatever_the_records_say() {
        WorkloadStore store = store();
        assertThat(store.reload(agent(ANN), 3)).as("unknown: the records count").isEqualTo(3);
        store.increment(ANN);
        assertThat(store.reload(agent(ANN), 3)).as("a second connection").isEqualTo(4);
        store.remove(ANN);
        assertThat(open(store, ANN)).as("kept while away").isEqualTo(4);
        assertThat(store.reload(agent(ANN), 9)).as("back again").isEqualTo(4);
        assertThat(store.reload(agent(ANN), 0)).isEqualTo(4);
        assertThat(store.reload(agent(BOB), 0)).isZero();
        assertThat(store.reload(agent(BOB), 7))
                .as("there, and nothing known yet")
                .isEqualTo(7);
        store.release(BOB);
        assertThat(store.reload(agent(BOB), 7)).isEqualTo(6);
    }

    @Test
    @Tag("A01")
    void a_set_load_counts_in_the_choice() {
        WorkloadStore store = store();
        store.reload(agent(ANN), 0);
        store.reload(agent(BOB), 0);
        store.forceSet(ANN, 2);
        assertThat(open(store, ANN)).isEqualTo(2);
        assertThat(store.leastLoaded(HERE, Needs.ANYBODY)).isEqualTo(new Choice.Chosen(BOB, 0));
        store.forceSet(BOB, 3);
        assertThat(store.leastLoaded(HERE, Needs.ANYBODY)).isEqualTo(new Choice.Chosen(ANN, 2));
    }

    @Test
    @Tag("A01")
    void a_removed_agent_is_not_chosen_until_it_is_back() {
        WorkloadStore store = store();
        store.reload(agent(ANN), 0);
        store.reload(agent(BOB), 5);
        store.remove(ANN);
        store.remove(ANN);
        assertThat(store.acquireLeastLoaded(HERE, Needs.ANYBODY)).isEqualTo(new Choice.Chosen(BOB, 6));
        store.remove(BOB);
        assertThat(store.acquireLeastLoaded(HERE, Needs.ANYBODY))
                .isEqualTo(new Choice.NoAgents(Choice.Reason.NOBODY_THERE));
        store.reload(agent(ANN), 0);
        assertThat(store.acquireLeastLoaded(HERE, Needs.ANYBODY)).isEqualTo(new Choice.Chosen(ANN, 1));
    }

    @Test
    @Tag("A01")
    void the_list_of_loads_begins_with_the_greatest_and_has_its_limit() {
        WorkloadStore store = store();
        store.reload(agent(Users.user("idle")), 0);
        store.forceSet(BOB, 2);
        store.forceSet(ANN, 2);
        store.forceSet(Users.user("carol"), 7);
        assertThat(store.getAll(HERE, Dimension.REALTIME, 10))
                .containsExactly(
                        new Load(Users.user("carol"), 7),
                        new Load(ANN, 2),
                        new Load(BOB, 2),
                        new Load(Users.user("idle"), 0));
        assertThat(store.getAll(HERE, Dimension.REALTIME, 2))
                .containsExactly(new Load(Users.user("carol"), 7), new Load(ANN, 2));
        assertThatThrownBy(() -> store.getAll(HERE, Dimension.REALTIME, 0))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    @Tag("A02")
    void a_choice_takes_one_of_those_with_the_fewest_and_each_of_them_in_turn() {
        Seeds.each(20, (seed, random) -> {
            WorkloadStore store = store(new WorkloadSettings(50, 0, MAX_AGENTS), clock, seed);
            online(store, 5);
            store.forceSet(Users.user("u0"), 1);
            Set<UserKey> seen = new HashSet<>();
            for (int i = 0; i < 100; i++) {
                Choice.Chosen chosen = (Choice.Chosen) store.leastLoaded(HERE, Needs.ANYBODY);
                assertThat(chosen.load()).isZero();
                seen.add(chosen.agent());
            }
            assertThat(seen).as("who is drawn among equals").hasSize(4).doesNotContain(Users.user("u0"));
            assertThat(open(store, Users.user("u1")))
                    .as("asking counts nothing")
                    .isZero();
        });
    }

    @Test
    @Tag("A02")
    void so_many_equals_are_drawn_from_and_no_more_and_still_all_are_loaded_evenly() {
        WorkloadStore store = store(new WorkloadSettings(3, 0, MAX_AGENTS), clock, 7);
        online(store, 10);
        Set<UserKey> seen = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            seen.add(chosen(store, Needs.ANYBODY));
        }
        assertThat(seen).hasSize(3);
        for (int i = 0; i < 55; i++) {
            store.acquireLeastLoaded(HERE, Needs.ANYBODY);
        }
        assertThat(store.getAll(HERE, Dimension.REALTIME, 10))
                .hasSize(10)
                .allMatch(load -> load.cases() == 5 || load.cases() == 6);
    }

    @Test
    @Tag("A02")
    void an_assignment_counts_in_every_dimension() {
        WorkloadStore store = store();
        store.reload(agent(ANN), 0);
        assertThat(store.acquireLeastLoaded(HERE, Needs.ANYBODY)).isEqualTo(new Choice.Chosen(ANN, 1));
        assertThat(loads(store, ANN)).containsOnly(1L);
    }

    @Test
    @Tag("A02")
    @Tag("H69")
    void a_thousand_concurrent_assignments_are_spread_evenly() throws Exception {
        WorkloadStore store = store();
        online(store, 10);
        Concurrently.call(20, Collections.nCopies(1000, () -> store.acquireLeastLoaded(HERE, Needs.ANYBODY)));
        List<Long> open = store.getAll(HERE, Dimension.REALTIME, 100).stream()
                .map(Load::cases)
                .toList();
        assertThat(open).hasSize(10).containsOnly(100L);
    }

    @Test
    @Tag("A02")
    @Tag("H69")
    void concurrent_assignments_and_ends_lose_no_count() throws Exception {
        WorkloadStore store = store();
        online(store, 7);
        Concurrently.call(20, Collections.nCopies(1000, () -> {
            Choice.Chosen chosen = (Choice.Chosen) store.acquireLeastLoaded(HERE, Needs.ANYBODY);
            store.release(chosen.agent());
            return store.acquireLeastLoaded(HERE, Needs.ANYBODY);
        }));
        long sum = store.getAll(HERE, Dimension.REALTIME, 100).stream()
                .mapToLong(Load::cases)
                .sum();
        assertThat(sum).isEqualTo(1000);
    }

    @Test
    @Tag("A03")
    void without_agents_there_is_an_answer_that_says_why() {
        WorkloadStore store = store();
        assertThat(store.leastLoaded(HERE, Needs.ANYBODY)).isEqualTo(new Choice.NoAgents(Choice.Reason.NOBODY_THERE));
        assertThat(store.acquireLeastLoaded(HERE, Needs.ANYBODY))
                .isEqualTo(new Choice.NoAgents(Choice.Reason.NOBODY_THERE));
        store.increment(ANN);
        assertThat(store.leastLoaded(HERE, Needs.ANYBODY))
                .as("a load is no presence")
                .isEqualTo(new Choice.NoAgents(Choice.Reason.NOBODY_THERE));
        store.reload(agent(ANN), 0);
        assertThat(store.leastLoaded(HERE, Needs.ANYBODY.among(List.of())))
                .isEqualTo(new Choice.NoAgents(Choice.Reason.NOBODY_FITS));
    }

    @Test
    @Tag("A04")
    void a_full_agent_is_not_chosen_however_little_the_others_are_free() throws Exception {
        WorkloadStore store = store();
        store.reload(new Agent(ANN, Profile.NONE, 2), 0);
        store.reload(new Agent(BOB, Profile.NONE, 5), 0);
        Concurrently.call(20, Collections.nCopies(20, () -> store.acquireLeastLoaded(HERE, Needs.ANYBODY)));
        assertThat(open(store, ANN)).isEqualTo(2);
        assertThat(open(store, BOB)).isEqualTo(5);
        assertThat(store.acquireLeastLoaded(HERE, Needs.ANYBODY))
                .isEqualTo(new Choice.NoAgents(Choice.Reason.ALL_FULL));
        store.release(ANN);
        assertThat(store.acquireLeastLoaded(HERE, Needs.ANYBODY)).isEqualTo(new Choice.Chosen(ANN, 2));
        store.reload(new Agent(ANN, Profile.NONE, 3), 0);
        assertThat(store.acquireLeastLoaded(HERE, Needs.ANYBODY))
                .as("the limit was raised")
                .isEqualTo(new Choice.Chosen(ANN, 3));
    }

    @Test
    @Tag("A04")
    void needs_narrow_the_choice_to_those_who_meet_all_of_them() {
        WorkloadStore store = store();
        store.reload(new Agent(ANN, new Profile(null, Department.BILLING, 0, Set.of("fr", "tax")), 1), 0);
        store.reload(new Agent(BOB, new Profile(null, Department.SALES, 0, Set.of("fr")), 0), 5);
        Needs billing = Needs.ANYBODY.of(Department.BILLING);
        assertThat(chosen(store, Needs.ANYBODY.skilled("fr").of(Department.SALES)))
                .isEqualTo(BOB);
        assertThat(chosen(store, Needs.ANYBODY.skilled("fr", "tax"))).isEqualTo(ANN);
        assertThat(chosen(store, Needs.ANYBODY.among(List.of("bob", "nobody")))).isEqualTo(BOB);
        assertThat(store.leastLoaded(HERE, billing.skilled("de")))
                .isEqualTo(new Choice.NoAgents(Choice.Reason.NOBODY_FITS));
        store.increment(ANN);
        assertThat(store.leastLoaded(HERE, billing)).isEqualTo(new Choice.NoAgents(Choice.Reason.ALL_FULL));
    }

    @Test
    @Tag("A01")
    @Tag("M26")
    void namespaces_never_see_each_other() {
        WorkloadStore store = store();
        Tenant other = new Tenant(HERE.appId(), "other");
        Tenant otherApp = new Tenant("other", HERE.namespace());
        store.reload(agent(ANN), 0);
        store.increment(ANN);
        for (Tenant tenant : List.of(other, otherApp)) {
            assertThat(store.get(new UserKey(tenant, "ann"), Dimension.REALTIME, clock.instant()))
                    .isZero();
            assertThat(store.getAll(tenant, Dimension.REALTIME, 10)).isEmpty();
            assertThat(store.acquireLeastLoaded(tenant, Needs.ANYBODY)).isInstanceOf(Choice.NoAgents.class);
        }
        store.reload(agent(new UserKey(other, "ann")), 0);
        store.remove(new UserKey(other, "ann"));
        assertThat(chosen(store, Needs.ANYBODY)).isEqualTo(ANN);
    }

    @Test
    void a_namespace_has_so_many_agents_and_no_more() {
        WorkloadStore store = store();
        online(store, MAX_AGENTS);
        assertThatThrownBy(() -> store.reload(agent(ANN), 0))
                .isInstanceOf(TooManyAgentsException.class)
                .hasMessageContaining("max-agents");
        store.reload(agent(Users.user("u0")), 0);
        store.reload(agent(new UserKey(new Tenant("other", "x"), "ann")), 0);
        store.remove(Users.user("u0"));
        assertThat(store.reload(agent(ANN), 0))
                .as("the place of one who left nothing")
                .isZero();
    }

    /** They did before: a team that worked in shifts ran out of places for five years, as long as years are counted. */
    @Test
    @Tag("A02")
    void who_is_gone_takes_nobodys_place_and_keeps_the_load() {
        WorkloadStore store = store();
        for (int i = 0; i < MAX_AGENTS; i++) {
            store.reload(agent(Users.user("u" + i)), 0);
            store.increment(Users.user("u" + i));
            store.remove(Users.user("u" + i));
        }
        for (int i = 0; i < MAX_AGENTS; i++) {
            store.reload(agent(Users.user("late" + i)), 0);
        }
        assertThatThrownBy(() -> store.reload(agent(Users.user("u0")), 7)).isInstanceOf(TooManyAgentsException.class);
        store.remove(Users.user("late0"));
        assertThat(store.reload(agent(Users.user("u0")), 7)).as("known here").isEqualTo(1);
    }

    @Test
    void of_those_who_are_gone_the_longest_gone_is_forgotten_and_one_with_open_cases_last() {
        WorkloadStore store = store();
        for (int i = 0; i < MAX_AGENTS; i++) {
            UserKey user = Users.user("u" + i);
            store.reload(agent(user), 0);
            store.increment(user);
            if (i % 2 == 1) {
                store.release(user);
            }
        }
        for (int i = 0; i < MAX_AGENTS; i++) {
            store.remove(Users.user("u" + i));
        }
        store.reload(agent(ANN), 0);
        store.increment(ANN);
        store.remove(ANN);
        assertThat(taken(store, "u1")).as("gone longest without open cases").isZero();
        assertThat(taken(store, "u3")).isEqualTo(1);
        store.increment(BOB);
        assertThat(taken(store, "u3")).isZero();
        for (int i = 5; i < MAX_AGENTS; i += 2) {
            store.increment(Users.user("new" + i));
        }
        assertThat(store.getAll(HERE, Dimension.REALTIME, 100)).hasSize(MAX_AGENTS);
        assertThatThrownBy(() -> store.increment(Users.user("one more"))).isInstanceOf(TooManyAgentsException.class);
        assertThatThrownBy(() -> store.forceSet(Users.user("one more"), 1)).isInstanceOf(TooManyAgentsException.class);
        store.reload(agent(Users.user("one more")), 0);
        store.increment(Users.user("one more"));
        store.remove(Users.user("one more"));
        assertThat(taken(store, "u0"))
                .as("all have open cases: the longest gone")
                .isZero();
        assertThat(taken(store, "one more")).isEqualTo(1);
    }

    @Test
    void whose_loads_have_run_out_makes_room() {
        WorkloadStore store = store();
        for (int i = 0; i < MAX_AGENTS; i++) {
            store.increment(Users.user("u" + i));
            store.release(Users.user("u" + i));
        }
        clock.advance(Duration.ofDays(5 * 366));
        store.increment(Users.user("u7"));
        assertThat(store.increment(ANN)).isEqualTo(1);
        assertThat(taken(store, "u7")).isEqualTo(1);
    }

    @Test
    @Tag("A01")
    @Tag("A02")
    void any_sequence_of_changes_leaves_what_a_simple_model_says() {
        Seeds.each(
                30,
                (seed, random) -> new WorkloadModel(store(new WorkloadSettings(50, 0, MAX_AGENTS), clock, seed), random)
                        .steps(500));
    }

    private long taken(WorkloadStore store, String user) {
        return store.get(Users.user(user), Dimension.YEARLY, clock.instant());
    }

    private static void online(WorkloadStore store, int agents) {
        IntStream.range(0, agents).forEach(i -> store.reload(agent(Users.user("u" + i)), 0));
    }

    private static Agent agent(UserKey user) {
        return new Agent(user, Profile.NONE, 0);
    }

    private static UserKey chosen(WorkloadStore store, Needs needs) {
        return ((Choice.Chosen) store.leastLoaded(HERE, needs)).agent();
    }

    private long open(WorkloadStore store, UserKey user) {
        return store.get(user, Dimension.REALTIME, clock.instant());
    }

    private List<Long> loads(WorkloadStore store, UserKey user) {
        List<Long> loads = new ArrayList<>();
        for (Dimension dimension : Dimension.values()) {
            loads.add(store.get(user, dimension, clock.instant()));
        }
        return loads;
    }
}
