package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.ConnectionType;
import io.signalbox.identity.Identity;
import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.identity.UserType;
import io.signalbox.metrics.Count;
import io.signalbox.metrics.LabelledCount;
import io.signalbox.metrics.Metrics;
import io.signalbox.protocol.BroadcastType;
import io.signalbox.protocol.Message;
import io.signalbox.testing.FakeWire;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import io.signalbox.transport.OutboundFrame;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Observers of a hub: who gets a copy of what, and what a copy is (contract 2.22). */
@Tag("O01")
class ObserversTest {
    private static final String APP = Tenant.DEFAULT_APP;
    private static final String SPACE = Tenant.DEFAULT_NAMESPACE;

    private final TestHub hub = TestHub.alone();

    @Test
    void a_copy_is_the_same_message_and_says_whose_it_was() {
        TestHub.Client ann = hub.connect("ann", "a1");
        TestHub.Client bob = hub.connect("bob", "b1");
        TestHub.Client watcher = watcher("w", SPACE);
        ann.send(Frames.text(Frames.text("hello").receiver("bob").data("{\"k\":\"v\",\"metadata\":{\"m\":\"n\"}}")));
        String original = bob.received().get(0);
        List<String> copies = watcher.received();
        assertThat(copies).hasSize(1);
        Map<String, Object> copy = Json.object(copies.get(0));
        assertThat(Json.object(copies.get(0), "data"))
                .isEqualTo(Map.of(
                        "k",
                        "v",
                        "metadata",
                        Map.of(
                                "observer_mode", true,
                                "original_sender", "ann",
                                "original_receiver", "bob",
                                "m", "n")));
        Map<String, Object> expected = Json.object(original);
        copy.remove("data");
        expected.remove("data");
        assertThat(copy).isEqualTo(expected);
    }

    @Test
    void a_copy_has_the_id_that_the_receiver_sees_also_when_the_sender_gave_none() {
        TestHub.Client ann = hub.connect("ann", "a1");
        TestHub.Client bob = hub.connect("bob", "b1");
        TestHub.Client watcher = watcher("w", SPACE);
        ann.send("{\"message_type\":\"text\",\"receiver\":\"bob\",\"content\":\"x\"}");
        assertThat(Json.text(watcher.received().get(0), "message_id"))
                .isNotNull()
                .isEqualTo(Json.text(bob.received().get(0), "message_id"));
    }

    @Test
    @Tag("H66")
    void each_scope_sees_what_is_in_it_in_every_app_and_namespace() {
        for (String app : List.of("one", "two")) {
            for (String space : List.of("x", "y")) {
                TestHub matrix = TestHub.alone();
                Map<String, TestHub.Client> watchers = Map.of(
                        "one", matrix.connect(observer("one", "", "w")),
                        "two", matrix.connect(observer("two", "", "w")),
                        "one/x", matrix.connect(observer("one", "x", "w")),
                        "one/y", matrix.connect(observer("one", "y", "w")),
                        "two/x", matrix.connect(observer("two", "x", "w")),
                        "two/y", matrix.connect(observer("two", "y", "w")),
                        "one/x/g1,g2", matrix.connect(observer("one", "x", "wg", "g1", "g2")),
                        "two/x/g1,g2", matrix.connect(observer("two", "x", "wg", "g1", "g2")),
                        "one//g2", matrix.connect(observer("one", "", "wg", "g2")));
                UserKey ann = new UserKey(new Tenant(app, space), "ann");
                TestHub.Client sender = matrix.connect(Users.identity(ann, "a1", "g1", "g2", "g3"));

                sender.send(Frames.to("nobody", "p2p"));
                sender.send(Frames.toGroups("first", "g1"));
                sender.send(Frames.toGroups("second", "g2"));
                sender.send(Frames.toGroups("both", "g1", "g2"));
                sender.send(Frames.toGroups("third", "g3"));

                String[] all = {"p2p", "first", "second", "both", "third"};
                watchers.forEach((scope, watcher) -> {
                    String[] parts = scope.split("/", -1);
                    boolean inApp = parts[0].equals(app);
                    boolean inSpace = inApp && (parts.length == 1 || parts[1].isEmpty() || parts[1].equals(space));
                    String[] expected = !inSpace
                            ? new String[0]
                            : parts.length < 3
                                    ? all
                                    : parts[2].equals("g2")
                                            ? new String[] {"second", "both"}
                                            : new String[] {"first", "second", "both"};
                    assertThat(watcher.contents())
                            .as("%s watches %s/%s", scope, app, space)
                            .containsExactly(expected);
                });
            }
        }
    }

    @Test
    void each_connection_of_an_observer_gets_a_copy_of_its_own() {
        TestHub.Client first = watcher("w", SPACE);
        TestHub.Client second = hub.connect(observerAs(APP, SPACE, "w", "second"));
        TestHub.Client eventStream =
                hub.connect(observerAs(APP, SPACE, "w", "third").over(ConnectionType.SSE));
        hub.connect("ann", "a1").send(Frames.to("bob", "x"));
        assertThat(List.of(first, second, eventStream))
                .allSatisfy(watcher -> assertThat(watcher.contents()).containsExactly("x"));
    }

    @Test
    void who_watches_a_group_is_no_member_of_it() {
        TestHub.Client watcher = hub.connect(observer(APP, SPACE, "w", "g"));
        assertThat(hub.groups.groupsOf(new UserKey(new Tenant(APP, SPACE), "w")))
                .containsExactly(GroupNames.OBSERVERS);
        watcher.send(Frames.toGroups("x", "g"));
        assertThat(watcher.errors()).containsExactly("group_not_member");
    }

    @Test
    void who_receives_it_anyway_gets_it_once_and_without_the_mark() {
        TestHub.Client watcher = hub.connect(observer(APP, SPACE, "w", "g"));
        TestHub.Client ann = hub.connect("ann", "a1", "g");
        hub.groups.join(Users.user("w"), List.of("g"));
        ann.send(Frames.toGroups("to the group", "g"));
        ann.send(Frames.to("w", "to the observer"));
        ann.send(Frames.tracked("w", "tracked"));
        ann.send(Frames.toAll("to all"));
        List<String> received = watcher.received();
        assertThat(received)
                .extracting(text -> Json.text(text, "content"))
                .containsExactly("to the group", "to the observer", "tracked", "to all");
        assertThat(received).noneMatch(text -> text.contains("observer_mode"));
    }

    @Test
    void what_goes_to_one_connection_of_an_observer_is_news_to_the_other() {
        TestHub.Client named = watcher("w", SPACE);
        TestHub.Client other = hub.connect(observerAs(APP, SPACE, "w", "other"));
        hub.connect("ann", "a1").send(Frames.text(Frames.text("x").receiver("w").receiverClient("c-w")));
        assertThat(named.received())
                .singleElement()
                .satisfies(text -> assertThat(text).doesNotContain("observer_mode"));
        assertThat(other.received())
                .singleElement()
                .satisfies(text -> assertThat(text).contains("observer_mode"));
    }

    @Test
    void what_an_observer_says_is_no_news_to_any_of_its_connections() {
        TestHub.Client watcher = watcher("w", SPACE);
        TestHub.Client sameUser = hub.connect(observerAs(APP, SPACE, "w", "other"));
        TestHub.Client elsewhere = hub.connect(observer(APP, "", "w"));
        watcher.send(Frames.to("bob", "x"));
        assertThat(watcher.contents()).isEmpty();
        assertThat(sameUser.received())
                .as("what goes to the sender's other devices, and no copy")
                .singleElement()
                .satisfies(text -> assertThat(text).doesNotContain("observer_mode"));
        assertThat(elsewhere.contents()).as("a user of another namespace").containsExactly("x");
    }

    @Test
    void what_goes_to_levels_with_different_priorities_is_copied_once() {
        TestHub.Client watcher = watcher("w", "");
        hub.hub
                .vips()
                .byLevel(
                        Audience.app(APP).ofTypes(UserType.VISITOR),
                        Frames.text("x").build(),
                        Origin.application(new Tenant(APP, SPACE)));
        assertThat(watcher.contents()).containsExactly("x");
    }

    @Test
    void who_watches_the_app_gets_a_copy_of_what_another_namespace_is_told_though_it_says_global_too() {
        TestHub.Client watcher = watcher("w", "");
        hub.connect("ann", "a1")
                .send(Frames.text(Frames.text("x").namespace(SPACE).broadcastGlobal(true)));
        assertThat(watcher.contents()).containsExactly("x");
    }

    @Test
    void what_was_stored_is_copied_once_and_what_was_refused_is_not() {
        TestHub.Client watcher = watcher("w", SPACE);
        TestHub.Client ann = hub.connect("ann", "a1");
        ann.send(Frames.tracked("bob", "kept"));
        ann.send(Frames.toGroups("no member", "g"));
        ann.send(Frames.text(Frames.text("no such client").receiver("bob").receiverClient("b9")));
        List<String> received = watcher.received();
        assertThat(received).hasSize(1);
        assertThat(Json.text(received.get(0), "content")).isEqualTo("kept");
        assertThat(Json.object(received.get(0))).doesNotContainKeys("require_ack", "seq");
        hub.connect("bob", "b1");
        assertThat(watcher.received()).as("copies of a replay").isEmpty();
    }

    @Test
    void a_copy_is_encoded_once_for_all_observers() {
        TestHub.Client first = watcher("v", SPACE);
        TestHub.Client second = watcher("w", SPACE);
        hub.connect("ann", "a1").send(Frames.to("bob", "x"));
        List<OutboundFrame> frames = first.frames();
        assertThat(frames).hasSize(1);
        assertThat(second.frames().get(0)).isSameAs(frames.get(0));
    }

    @Test
    @Tag("O02")
    void a_slow_observer_loses_copies_and_nothing_else() {
        TestHub small = new TestHub.Setup().session("outbox-messages", 16).build();
        FakeWire wire = new FakeWire();
        TestHub.Client watcher = small.open(observer(APP, SPACE, "w"), wire);
        wire.take();
        wire.hold();
        TestHub.Client ann = small.connect("ann", "a1");
        ann.send(Frames.to("w", "in flight"));
        for (int i = 0; i < 20; i++) {
            ann.send(Frames.to("bob", "copy " + i));
        }
        for (int i = 0; i < 8; i++) {
            ann.send(Frames.to("w", "mine " + i));
        }
        assertThat(watcher.session.isOpen()).isTrue();
        wire.release();
        List<String> texts = watcher.contents();
        assertThat(texts)
                .contains("in flight", "mine 0", "mine 7", "copy 0", "copy 6")
                .doesNotContain("copy 7", "copy 19");
        assertThat(texts.indexOf("mine 7")).as("copies wait behind").isLessThan(texts.indexOf("copy 0"));
        assertThat(small.metrics.value(LabelledCount.OBSERVER_COPIES_DROPPED, Observers.Drop.CONGESTED))
                .isEqualTo(13);
        assertThat(small.metrics.value(Count.OBSERVER_COPIES)).isEqualTo(7);
        assertThat(small.hub.observers().copies()).isEqualTo(7);
        assertThat(small.hub.observers().dropped()).isEqualTo(13);
        ann.send(Frames.to("bob", "later"));
        assertThat(watcher.contents()).contains("later");
    }

    @Test
    @Tag("O02")
    void the_statistics_follow_who_is_there() {
        assertThat(hub.hub.observers().byScope()).isEmpty();
        TestHub.Client app = hub.connect(observer(APP, "", "w"));
        TestHub.Client space = watcher("w", SPACE);
        TestHub.Client groups = hub.connect(observer(APP, SPACE, "g", "g1", "g2"));
        TestHub.Client group = hub.connect(observer(APP, SPACE, "h", "g2"));
        hub.connect("visitor", "v1", "g1");
        ObserverStats stats = hub.hub.observers();
        assertThat(stats.connections()).isEqualTo(4);
        assertThat(stats.byScope())
                .isEqualTo(Map.of(
                        new ObserverScope(APP, "", ""), 1,
                        new ObserverScope(APP, SPACE, ""), 1,
                        new ObserverScope(APP, SPACE, "g1"), 1,
                        new ObserverScope(APP, SPACE, "g2"), 2));
        List.of(app, space, groups, group, group).forEach(TestHub.Client::disconnect);
        assertThat(hub.hub.observers()).isEqualTo(new ObserverStats(0, Map.of(), 0, 0));
    }

    @Test
    void a_replaced_connection_gets_no_copies() {
        TestHub.Client old = watcher("w", SPACE);
        TestHub.Client fresh = watcher("w", SPACE);
        hub.connect("ann", "a1").send(Frames.to("bob", "x"));
        assertThat(old.contents()).isEmpty();
        assertThat(fresh.contents()).containsExactly("x");
        assertThat(hub.hub.observers().connections()).isEqualTo(1);
        old.disconnect();
        assertThat(hub.hub.observers().connections()).isEqualTo(1);
    }

    @Test
    void a_connection_that_ended_before_it_was_known_is_not_kept() {
        Observers observers = new Observers(hub.groups, new Metrics());
        TestHub.Client watcher = watcher("w", SPACE);
        watcher.disconnect();
        observers.closed(watcher.session);
        observers.opened(watcher.session);
        assertThat(observers.wanted()).isFalse();
        assertThat(observers.stats().byScope()).isEmpty();
    }

    @Test
    void what_goes_to_some_of_all_is_copied_to_those_who_are_not_among_them() {
        TestHub.Client among = watcher("among", SPACE);
        TestHub.Client other = watcher("other", SPACE);
        TestHub.Client app = hub.connect(observer(APP, "", "app"));
        TestHub.Client system = watcher("system", SPACE);
        Observers observers = new Observers(hub.groups, hub.metrics);
        List.of(among, other, app, system).forEach(watcher -> observers.opened(watcher.session));
        Message said = Frames.text("x")
                .from("system", "system", UserType.SYSTEM.wireName(), null)
                .build();
        observers.copy(Users.TENANT, said, session -> session == among.session);
        assertThat(among.contents()).isEmpty();
        assertThat(List.of(other, app, system))
                .as("one is called as the application is")
                .allSatisfy(watcher -> assertThat(watcher.contents()).containsExactly("x"));
        observers.copy(Users.TENANT, said);
        assertThat(app.contents())
                .as("to the namespace, and so to its own observers")
                .containsExactly("x");
        assertThat(List.of(among, other, system))
                .allSatisfy(watcher -> assertThat(watcher.contents()).isEmpty());
    }

    @Test
    void a_conversation_is_the_group_that_is_called_as_its_session() {
        TestHub.Client watcher = hub.connect(observer(APP, SPACE, "w", "talk"));
        TestHub.Client other = hub.connect(observer(APP, SPACE, "o", "other"));
        Observers observers = new Observers(hub.groups, hub.metrics);
        List.of(watcher, other).forEach(each -> observers.opened(each.session));
        observers.copy(
                Users.TENANT,
                Frames.text("x")
                        .broadcastType(BroadcastType.SESSION)
                        .sessionId("talk")
                        .build());
        assertThat(watcher.contents()).containsExactly("x");
        assertThat(other.contents()).isEmpty();
    }

    private TestHub.Client watcher(String user, String namespace) {
        return hub.connect(observer(APP, namespace, user));
    }

    private static Identity observer(String app, String namespace, String user, String... groups) {
        return observerAs(app, namespace, user, "c-" + user, groups);
    }

    private static Identity observerAs(String app, String namespace, String user, String client, String... groups) {
        return Users.identity(new UserKey(new Tenant(app, namespace), user), client, groups)
                .as(UserType.OBSERVER);
    }
}
