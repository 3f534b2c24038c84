package io.signalbox.it;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.protocol.Message;
import io.signalbox.protocol.MessageType;
import io.signalbox.protocol.Priority;
import io.signalbox.testing.Json;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code /api/v1}: what the application does over HTTP, and what clients see of it. */
class ApiIT {
    private final URI node = Wires.FAST.shared().uri();
    private final String app = "api-" + UUID.randomUUID().toString().substring(0, 8);

    @Test
    @Tag("M25")
    void a_message_of_the_application_reaches_a_user_and_comes_from_system() throws Exception {
        try (Peer alice = connect("alice", "")) {
            HttpResponse<String> answer =
                    post("messages", "{\"message_type\":\"notice\",\"receiver\":\"alice\",\"content\":\"hi\"}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(json(answer).getString("mode")).isEqualTo("p2p");
            assertThat(json(answer).getInt("online")).isEqualTo(1);
            Message notice = alice.await(MessageType.NOTICE);
            assertThat(notice.content()).isEqualTo("hi");
            assertThat(notice.sender()).isEqualTo("system");
            assertThat(notice.senderType()).isEqualTo("system");
        }
    }

    @Test
    void a_tracked_message_to_somebody_who_is_away_is_stored_and_replayed() throws Exception {
        HttpResponse<String> answer = post(
                "messages",
                "{\"message_type\":\"text\",\"receiver\":\"bob\",\"require_ack\":true,\"content\":\"later\"}");
        assertThat(json(answer).getInt("stored")).isEqualTo(1);
        assertThat(json(answer).getInt("offline")).isEqualTo(1);
        try (Peer bob = connect("bob", "")) {
            assertThat(bob.await(MessageType.TEXT).content()).isEqualTo("later");
        }
    }

    @Test
    void a_message_that_nobody_has_is_409_and_not_a_success() throws Exception {
        HttpResponse<String> answer = post(
                "messages",
                "{\"message_type\":\"text\",\"receiver\":\"nobody\",\"receiver_client\":\"c\",\"content\":\"x\"}");
        assertThat(answer.statusCode()).isEqualTo(409);
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(json(answer).getString("detail")).contains("not connected");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{\"message_type\":\"nonsense\",\"receiver\":\"a\"}",
                "{\"message_type\":\"text\",\"receiver\":7}"
            })
    @Tag("C32")
    void what_is_no_message_is_400_with_the_reason(String body) throws Exception {
        HttpResponse<String> answer = post("messages", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer).getString("type")).startsWith("urn:signalbox:error:");
    }

    @Test
    @Tag("M20")
    @Tag("M23")
    void each_message_of_a_batch_has_its_own_result() throws Exception {
        try (Peer alice = connect("alice", "")) {
            HttpResponse<String> answer = post(
                    "messages/batch",
                    "[{\"message_type\":\"text\",\"receiver\":\"alice\",\"content\":\"1\"},"
                            + "{\"message_type\":\"text\",\"receiver\":\"none\",\"receiver_client\":\"c\",\"content\":\"2\"},"
                            + "7,{\"message_type\":\"text\",\"receiver\":\"alice\",\"content\":\"3\"}]");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(207);
            assertThat(json(answer).getInt("succeeded")).isEqualTo(2);
            assertThat(String.valueOf(json(answer).list("items").get(1).get("error")))
                    .contains("not connected");
            assertThat(json(answer).list("items").get(2).get("error")).isEqualTo("no JSON object");
            assertThat(alice.await(MessageType.TEXT).content()).isEqualTo("1");
            assertThat(alice.await(MessageType.TEXT).content()).isEqualTo("3");
        }
    }

    @Test
    @Tag("M15")
    @Tag("M16")
    @Tag("M26")
    void an_audience_is_exactly_who_fits_and_is_not_excepted() throws Exception {
        try (Peer agent = connect("agent-1", "&user_type=agent&department=sales");
                Peer other = connect("agent-2", "&user_type=agent&department=billing");
                Peer except = connect("agent-3", "&user_type=agent&department=sales");
                Peer visitor = connect("visitor", "");
                Peer stranger = Peer.connect(
                        node, "/ws?user_id=agent-9&user_type=agent&department=sales&app_id=" + app + "-other")) {
            HttpResponse<String> answer = post(
                    "broadcasts",
                    "{\"audience\":{\"user_types\":[\"agent\"],\"departments\":[\"sales\"],"
                            + "\"except_users\":[\"agent-3\"]},"
                            + "\"message\":{\"message_type\":\"announcement\",\"content\":\"to sales\"}}");
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
            assertThat(json(answer).getInt("total")).isEqualTo(1);
            assertThat(agent.await(MessageType.ANNOUNCEMENT).content()).isEqualTo("to sales");
            for (Peer none : new Peer[] {other, except, visitor, stranger}) {
                assertThat(none.drained()).noneMatch(text -> text.contains("to sales"));
            }
        }
    }

    @Test
    void a_filter_that_is_misspelt_reaches_nobody() throws Exception {
        try (Peer alice = connect("alice", "")) {
            HttpResponse<String> answer = post(
                    "broadcasts",
                    "{\"audience\":{\"user_type\":[\"agent\"]},"
                            + "\"message\":{\"message_type\":\"announcement\",\"content\":\"oops\"}}");
            assertThat(answer.statusCode()).isEqualTo(400);
            assertThat(json(answer).getString("detail")).contains("user_type");
            assertThat(alice.drained()).noneMatch(text -> text.contains("oops"));
        }
    }

    @Test
    @Tag("G01")
    void a_group_is_made_filled_read_and_ended() throws Exception {
        assertThat(put("groups/team", "{\"name\":\"Team\",\"max_members\":2}").statusCode())
                .isEqualTo(201);
        assertThat(put("groups/team", "{}").statusCode()).isEqualTo(409);
        assertThat(post("groups/team/members", "{\"user_ids\":[\"a\",\"b\"]}").statusCode())
                .isEqualTo(200);
        HttpResponse<String> full = post("groups/team/members", "{\"user_ids\":[\"c\"]}");
        assertThat(full.statusCode()).isEqualTo(409);
        assertThat(json(full).getString("type")).isEqualTo("urn:signalbox:error:group_full");
        assertThat(get("groups/team/members").body()).contains("\"ids\":[\"a\",\"b\"]");
        assertThat(json(get("groups/team")).getInt("members")).isEqualTo(2);
        assertThat(delete("groups/team").statusCode()).isEqualTo(204);
        assertThat(get("groups/team").statusCode()).isEqualTo(404);
        assertThat(put("groups/__mine", "{}").statusCode()).isEqualTo(403);
    }

    @Test
    @Tag("C21")
    @Tag("C22")
    void a_kicked_user_is_told_why_and_is_gone_from_every_device() throws Exception {
        try (Peer phone = connect("eve", "&client_id=phone");
                Peer laptop = connect("eve", "&client_id=laptop")) {
            HttpResponse<String> answer = post("users/eve/kick", "{\"reason\":\"spam\"}");
            assertThat(json(answer).getInt("kicked")).isEqualTo(2);
            for (Peer device : new Peer[] {phone, laptop}) {
                assertThat(device.awaitText(text -> text.contains("kick_out"))).contains("spam");
                assertThat(device.closeCode()).isEqualTo(4505);
            }
        }
        HttpResponse<String> again = post("users/eve/kick", "{\"reason\":\"spam\"}");
        assertThat(json(again).getBoolean("success")).isFalse();
        assertThat(json(again).getString("error")).contains("not online");
        assertThat(post("users/eve/kick", "{}").statusCode()).isEqualTo(400);
    }

    @Test
    @Tag("C25")
    void connections_are_listed_page_by_page() throws Exception {
        try (Peer a = connect("a", "&client_type=mobile");
                Peer b = connect("b", "&client_type=desktop");
                Peer c = connect("c", "&client_type=mobile")) {
            assertThat(new Peer[] {a, b, c}).noneMatch(Peer::closed);
            Body first = json(get("connections?limit=2"));
            assertThat(first.getInt("total")).isEqualTo(3);
            Body second = json(get("connections?limit=2&after=" + first.getString("next")));
            assertThat(second.list("connections")).hasSize(1);
            assertThat(second.members().get("next")).isNull();
            assertThat(json(get("connections?client_type=mobile")).getInt("total"))
                    .isEqualTo(2);
            assertThat(json(get("users/a")).getBoolean("online")).isTrue();
            assertThat(json(get("users/z")).getBoolean("online")).isFalse();
        }
    }

    @Test
    @Tag("A01")
    @Tag("A03")
    void a_case_goes_to_the_agent_with_the_fewest_and_to_nobody_when_there_is_none() throws Exception {
        HttpResponse<String> none = post("work/assign", "{}");
        assertThat(none.statusCode()).isEqualTo(409);
        assertThat(json(none).getString("detail")).isEqualTo("nobody_there");
        try (Peer one = connect("agent-1", "&user_type=agent");
                Peer two = connect("agent-2", "&user_type=agent")) {
            assertThat(new Peer[] {one, two}).noneMatch(Peer::closed);
            String first = json(post("work/assign", "{}")).getString("agent");
            String second = json(post("work/assign", "{}")).getString("agent");
            assertThat(first).isNotEqualTo(second);
            assertThat(json(post("work/agents/" + first + "/release", "")).getInt("cases"))
                    .isZero();
            assertThat(json(post("work/assign", "{}")).getString("agent")).isEqualTo(first);
        }
    }

    @Test
    @Tag("M17")
    void vip_levels_are_raised_counted_and_sent_by() throws Exception {
        try (Peer gold = connect("gold", "&vip_level=7");
                Peer plain = connect("plain", "")) {
            assertThat(plain.closed()).isFalse();
            assertThat(levels()).isEqualTo("{0=1, 7=1}");
            assertThat(json(put("users/plain/vip", "{\"level\":4}")).getBoolean("raised"))
                    .isTrue();
            assertThat(json(put("users/plain/vip", "{\"level\":1}")).getBoolean("raised"))
                    .as("a level never falls")
                    .isFalse();
            assertThat(levels()).isEqualTo("{4=1, 7=1}");
            HttpResponse<String> answer =
                    post("vip/broadcasts", "{\"message\":{\"message_type\":\"announcement\",\"content\":\"sale\"}}");
            assertThat(json(answer).getInt("total")).as(answer.body()).isEqualTo(2);
            assertThat(gold.await(MessageType.ANNOUNCEMENT).priority()).isEqualTo(Priority.HIGH);
            assertThat(plain.await(MessageType.ANNOUNCEMENT).priority()).isEqualTo(Priority.NORMAL);
        }
        assertThat(put("users/plain/vip", "{\"level\":9}").statusCode()).isEqualTo(400);
        assertThat(put("users/plain/vip", "{}").statusCode()).isEqualTo(400);
    }

    private String levels() throws Exception {
        return String.valueOf(json(get("vip/levels")).list("levels").stream()
                .collect(Collectors.toMap(
                        level -> String.valueOf(level.get("level")),
                        level -> String.valueOf(level.get("users")),
                        (one, two) -> one,
                        TreeMap::new)));
    }

    @Test
    @Tag("O02")
    void observers_are_counted_by_what_they_watch() throws Exception {
        int before = json(get("observers")).getInt("connections");
        try (Peer watcher =
                Peer.connect(node, "/ws?user_type=observer&user_id=w&namespace=n&group_id=g1,g2&app_id=" + app)) {
            assertThat(watcher.closed()).isFalse();
            Body stats = json(get("observers"));
            assertThat(stats.getInt("connections")).isEqualTo(before + 1);
            assertThat(stats.list("scopes").stream().map(String::valueOf).filter(scope -> scope.contains(app)))
                    .hasSize(2)
                    .allMatch(scope -> scope.contains("namespace=n") && scope.contains("observers=1"))
                    .anyMatch(scope -> scope.contains("group=g1"));
            assertThat(stats.getInt("copies")).isNotNegative();
            assertThat(stats.getInt("dropped")).isNotNegative();
        }
    }

    @Test
    @Tag("P04")
    void an_event_of_a_topic_is_taken_or_refused_with_the_reason() throws Exception {
        assertThat(post("topics/ticket.queue.pushed", "{\"ticketId\":\"t1\"}").statusCode())
                .isEqualTo(202);
        HttpResponse<String> noObject = post("topics/ticket.queue.pushed", "7");
        assertThat(noObject.statusCode()).isEqualTo(400);
        HttpResponse<String> longName = post("topics/" + "x".repeat(129), "{}");
        assertThat(longName.statusCode()).isEqualTo(400);
        assertThat(json(longName).getString("detail")).contains("128");
    }

    @ParameterizedTest
    @CsvSource({
        "connections?limit=0",
        "connections?after=%21",
        "connections?user_type=robot",
        "groups?limit=1001",
        "work/agents?dimension=weekly"
    })
    void a_parameter_that_is_wrong_is_400(String path) throws Exception {
        assertThat(get(path).statusCode()).isEqualTo(400);
    }

    @Test
    void every_resource_is_in_the_openapi_document() throws Exception {
        String document = Http.body(node, "/openapi");
        assertThat(document)
                .contains("/api/v1/messages:")
                .contains("/api/v1/messages/batch:")
                .contains("/api/v1/broadcasts:")
                .contains("/api/v1/groups/{group}:")
                .contains("/api/v1/users/{user_id}/kick:")
                .contains("/api/v1/connections:")
                .contains("/api/v1/work/assign:")
                .contains("/api/v1/vip/levels:")
                .contains("/api/v1/vip/broadcasts:")
                .contains("/api/v1/users/{user_id}/vip:")
                .contains("/api/v1/observers:")
                .contains("/api/v1/topics/{topic}:")
                .contains("/api/v1/records/messages:")
                .contains("/api/v1/records/messages/statistics:")
                .contains("Send a message");
    }

    private Peer connect(String user, String more) throws Exception {
        return Peer.connect(node, "/ws?user_id=" + user + "&app_id=" + app + more);
    }

    private String path(String path) {
        return "/api/v1/" + path + (path.contains("?") ? "&" : "?") + "app_id=" + app;
    }

    private HttpResponse<String> get(String path) throws Exception {
        return Http.get(node, path(path));
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return Http.send(node, "POST", path(path), body);
    }

    private HttpResponse<String> put(String path, String body) throws Exception {
        return Http.send(node, "PUT", path(path), body);
    }

    private HttpResponse<String> delete(String path) throws Exception {
        return Http.send(node, "DELETE", path(path), "");
    }

    private static Body json(HttpResponse<String> answer) {
        return new Body(Json.object(answer.body()));
    }

    private record Body(Map<String, Object> members) {
        String getString(String name) {
            return String.valueOf(members.get(name));
        }

        int getInt(String name) {
            return ((Number) Objects.requireNonNull(members.get(name), name)).intValue();
        }

        boolean getBoolean(String name) {
            return Boolean.TRUE.equals(members.get(name));
        }

        @SuppressWarnings("unchecked")
        List<Map<String, Object>> list(String name) {
            return (List<Map<String, Object>>) Objects.requireNonNull(members.get(name), name);
        }
    }
}
