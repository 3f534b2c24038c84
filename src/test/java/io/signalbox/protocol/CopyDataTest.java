package io.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.testing.Json;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("O01")
class CopyDataTest {
    private static final Map<String, Object> ORIGIN =
            Map.of("observer_mode", true, "original_sender", "ann", "original_receiver", "bob");

    @Test
    void a_message_without_data_gets_the_metadata_alone() {
        assertThat(copied(null)).isEqualTo(Map.of("metadata", ORIGIN));
        assertThat(copied("{}")).isEqualTo(Map.of("metadata", ORIGIN));
    }

    @Test
    void what_the_application_sent_is_kept() {
        Map<String, Object> copy =
                copied("{\"a\":[1,{\"b\":\"\\\"é\\u0001\"}],\"metadata\":{\"mine\":{\"x\":null}},\"z\":true}");
        assertThat(copy.get("a"))
                .isEqualTo(Json.object("{\"a\":[1,{\"b\":\"\\\"é\\u0001\"}]}").get("a"));
        assertThat(copy.get("z")).isEqualTo(true);
        assertThat(metadata(copy))
                .containsAllEntriesOf(ORIGIN)
                .containsKey("mine")
                .hasSize(4);
    }

    @Test
    void nobody_can_make_up_where_a_copy_comes_from() {
        Map<String, Object> copy = copied(
                "{\"metadata\":{\"original_sender\":\"eve\",\"observer_mode\":false,\"original_receiver\":1,\"k\":\"v\"}}");
        assertThat(metadata(copy))
                .containsAllEntriesOf(ORIGIN)
                .containsEntry("k", "v")
                .hasSize(4);
        assertThat(metadata(copied("{\"metadata\":{\"original\\u005fsender\":\"eve\"}}")))
                .isEqualTo(ORIGIN);
    }

    @Test
    void metadata_and_data_that_are_no_objects_are_kept_beside() {
        assertThat(metadata(copied("{\"metadata\":\"text\"}")))
                .containsAllEntriesOf(ORIGIN)
                .containsEntry("original_metadata", "text");
        assertThat(metadata(copied("{\"metadata\":[\"a\"]}"))).containsEntry("original_metadata", List.of("a"));
        assertThat(metadata(copied("[\"a\"]")))
                .containsAllEntriesOf(ORIGIN)
                .containsEntry("original_data", List.of("a"));
    }

    @Test
    void of_two_metadata_the_last_counts_as_for_every_parser() {
        assertThat(metadata(copied("{\"metadata\":{\"a\":\"1\"},\"metadata\":{\"b\":\"2\"}}")))
                .containsEntry("b", "2")
                .doesNotContainKey("a");
    }

    @Test
    void a_message_to_nobody_in_particular_names_no_receiver() {
        Message message =
                Message.builder(MessageType.TEXT).groupIds(List.of("g")).build();
        assertThat(Json.object(CopyData.of(message))).isEqualTo(Map.of("metadata", Map.of("observer_mode", true)));
    }

    private static Map<String, Object> copied(@Nullable String data) {
        return Json.object(CopyData.of(Message.builder(MessageType.TEXT)
                .from("ann", "Ann", "visitor", "c")
                .receiver("bob")
                .data(data)
                .build()));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> metadata(Map<String, Object> data) {
        return (Map<String, Object>) data.getOrDefault("metadata", Map.of());
    }
}
