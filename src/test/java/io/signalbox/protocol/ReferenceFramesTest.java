package io.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.signalbox.testing.Json;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Contract 1.8: each kind of frame in its own spelling. */
class ReferenceFramesTest {
    private static final Instant NOW = Instant.ofEpochMilli(1_700_000_000_123L);

    @Test
    @Tag("N03")
    void ping_and_pong_are_read_and_a_pong_says_the_second() {
        assertThat(JsonCodec.decode("{\"type\":\"ping\",\"timestamp\":1}")).isEqualTo(new Frame.Ping());
        assertThat(JsonCodec.decode(ReferenceFrames.pong(NOW))).isEqualTo(new Frame.Pong());
        assertThat(ReferenceFrames.pong(NOW)).isEqualTo("{\"type\":\"pong\",\"timestamp\":1700000000}");
    }

    @Test
    @Tag("N02")
    void a_name_is_asked_for_and_answered() {
        assertThat(JsonCodec.decode(ReferenceFrames.queryName("c-7"))).isEqualTo(new Frame.QueryName("c-7"));
        assertThat(JsonCodec.decode(
                        "{\"type\":\"name_response\",\"client_id\":\"c-7\",\"client_name\":\"New\",\"timestamp\":1}"))
                .isEqualTo(new Frame.NameResponse("New"));
    }

    @Test
    void a_command_is_asked_and_answered_with_data_of_any_kind() {
        assertThat(ReferenceFrames.command(null, "echo", "{\"x\":1}", "node2"))
                .isEqualTo("{\"type\":\"command\",\"command\":\"echo\",\"data\":{\"x\":1},\"from\":\"node-node2\"}");
        assertThat(JsonCodec.decode(ReferenceFrames.command("r1", "echo", "[1, {\"offline\": 2}]", "n")))
                .isEqualTo(new Frame.Command("echo", "[1,{\"offline\":2}]", "node-n", "r1"));
        assertThat(JsonCodec.decode("{\"data\":{\"offline\":true},\"message\":\"a\\nb\",\"result\":\"success\","
                        + "\"client_id\":\"c-7\",\"type\":\"command_response\",\"request_id\":\"r1\"}"))
                .isEqualTo(new Frame.CommandResponse(true, "a\nb", "{\"offline\":true}", "r1"));
        assertThat(JsonCodec.decode("{\"type\":\"command_response\",\"result\":\"error\"}"))
                .isEqualTo(new Frame.CommandResponse(false, null, null, null));
    }

    @Test
    @Tag("N08")
    void what_a_client_answers_is_read_as_it_was_meant() {
        for (Frame.CommandResponse answer : List.of(
                new Frame.CommandResponse(true, "a\"b", "{\"x\":[1]}", "r1"),
                new Frame.CommandResponse(false, null, null, null))) {
            assertThat(JsonCodec.decode(ReferenceFrames.commandResponse(answer, "c-7", NOW)))
                    .isEqualTo(answer);
        }
        assertThat(ReferenceFrames.commandResponse(new Frame.CommandResponse(true, "m", "1", "r"), "c-7", NOW))
                .isEqualTo("{\"type\":\"command_response\",\"result\":\"success\",\"message\":\"m\",\"data\":1,"
                        + "\"client_id\":\"c-7\",\"request_id\":\"r\",\"timestamp\":1700000000}");
        assertThat(JsonCodec.decode(ReferenceFrames.nameResponse("c-7", "Desk", NOW)))
                .isEqualTo(new Frame.NameResponse("Desk"));
    }

    @Test
    @Tag("N04")
    void a_request_is_read_and_answered_with_its_id() {
        assertThat(JsonCodec.decode("{\"id\":\"r1\",\"method\":\"GET\",\"path\":\"info\",\"timestamp\":1700000000123}"))
                .isEqualTo(new Frame.Request("r1", "GET", "info", null, null));
        assertThat(JsonCodec.decode("{\"id\":\"r2\",\"method\":\"POST\",\"path\":\"x\",\"headers\":{\"a\": \"b\"},"
                        + "\"body\":[1, 2]}"))
                .isEqualTo(new Frame.Request("r2", "POST", "x", "{\"a\":\"b\"}", "[1,2]"));
        assertThat(Json.object(ReferenceFrames.response("r\"1", 404, "{\"a\":1}", "not \"here\"", NOW)))
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "id",
                        "r\"1",
                        "status",
                        new BigDecimal(404),
                        "headers",
                        Map.of(),
                        "body",
                        Map.of("a", BigDecimal.ONE),
                        "error",
                        "not \"here\"",
                        "timestamp",
                        new BigDecimal(1_700_000_000_123L)));
        assertThat(ReferenceFrames.response("r1", 200, null, null, NOW))
                .isEqualTo("{\"id\":\"r1\",\"status\":200,\"headers\":{},\"timestamp\":1700000000123}");
    }

    @Test
    @Tag("N01")
    void a_frame_with_a_message_type_is_a_message_whatever_else_it_says() {
        assertThat(JsonCodec.decode("{\"type\":\"ping\",\"path\":7,\"method\":{},\"message_type\":\"text\"}"))
                .isEqualTo(Message.builder(MessageType.TEXT).build());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "{'type':'command'}|MALFORMED_FRAME",
                "{'type':'command','command':''}|MALFORMED_FRAME",
                "{'type':'command','command':1}|MALFORMED_FRAME",
                "{'type':'command_response'}|MALFORMED_FRAME",
                "{'type':'command_response','result':'maybe'}|MALFORMED_FRAME",
                "{'type':'command_response','result':'success','message':{}}|MALFORMED_FRAME",
                "{'type':'name_response','client_name':null}|MALFORMED_FRAME",
                "{'type':'name_response','client_name':'a\\u0001'}|MALFORMED_FRAME",
                "{'type':'query_name','id':5}|MALFORMED_FRAME",
                "{'method':'GET','path':'info'}|MALFORMED_FRAME",
                "{'id':'r','method':'GET','path':'info','headers':[]}|MALFORMED_FRAME",
                "{'id':'r','method':'GET','path':['info']}|MALFORMED_FRAME",
                "{'id':'r','method':'GET'}|UNKNOWN_TYPE",
                "{'id':'r','status':200}|UNKNOWN_TYPE",
                "{'type':'nope'}|UNKNOWN_TYPE"
            })
    void a_broken_one_is_refused_with_its_code(String frame, ErrorCode code) {
        assertThat(refusal(frame.replace('\'', '"'))).isEqualTo(code);
    }

    @Test
    void all_of_them_are_bounded() {
        String long1025 = "x".repeat(1025);
        assertThat(refusal("{\"id\":\"r\",\"method\":\"GET\",\"path\":\"" + long1025 + "\"}"))
                .isEqualTo(ErrorCode.FIELD_TOO_LARGE);
        assertThat(refusal("{\"type\":\"command\",\"command\":\"" + long1025 + "\"}"))
                .isEqualTo(ErrorCode.FIELD_TOO_LARGE);
        assertThat(refusal("{\"type\":\"command\",\"command\":\"x\",\"data\":\"" + "x".repeat(65536) + "\"}"))
                .isEqualTo(ErrorCode.FIELD_TOO_LARGE);
        assertThat(refusal("{\"type\":\"command_response\",\"message\":\"" + "x".repeat(65537) + "\"}"))
                .isEqualTo(ErrorCode.FIELD_TOO_LARGE);
    }

    private static ErrorCode refusal(String frame) {
        return catchThrowableOfType(ProtocolException.class, () -> JsonCodec.decode(frame))
                .code();
    }
}
