package io.signalbox.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class MessageTypeTest {
    @Test
    void there_are_107_types_and_each_is_found_by_its_own_name_only() {
        assertThat(MessageType.values()).hasSize(107);
        assertThat(Arrays.stream(MessageType.values()).map(MessageType::wireName))
                .doesNotHaveDuplicates()
                .allMatch(name -> name.equals(name.toLowerCase(Locale.ROOT)) && name.matches("[a-z_]+"));
        for (MessageType type : MessageType.values()) {
            assertThat(MessageType.ofWireName(type.wireName())).isSameAs(type);
            assertThat(MessageType.ofWireName(type.name())).isNull();
        }
    }

    @Test
    void each_type_is_in_exactly_one_category_and_every_category_has_types() {
        Map<Category, Long> sizes = new EnumMap<>(Category.class);
        for (MessageType type : MessageType.values()) {
            sizes.merge(type.category(), 1L, Long::sum);
        }
        assertThat(sizes.keySet()).containsExactlyInAnyOrder(Category.values());
        assertThat(sizes.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(107);
        assertThat(sizes).containsEntry(Category.SYSTEM, 13L).containsEntry(Category.CONNECTION, 9L);
    }

    @Test
    void priorities_are_ordered_and_alarms_are_the_most_urgent() {
        assertThat(Priority.values())
                .containsExactly(Priority.LOW, Priority.NORMAL, Priority.HIGH, Priority.URGENT, Priority.CRITICAL);
        assertThat(MessageType.TEXT.defaultPriority()).isEqualTo(Priority.NORMAL);
        assertThat(MessageType.TYPING.defaultPriority()).isEqualTo(Priority.LOW);
        assertThat(typesOf(Priority.CRITICAL)).containsExactlyInAnyOrder(MessageType.ALERT, MessageType.ERROR);
        assertThat(typesOf(Priority.URGENT))
                .containsExactlyInAnyOrder(MessageType.SYSTEM, MessageType.ANNOUNCEMENT, MessageType.WARNING);
    }

    @Test
    void a_message_without_priority_has_the_default_of_its_type() {
        for (MessageType type : MessageType.values()) {
            assertThat(Message.builder(type).build().priority()).as(type.name()).isEqualTo(type.defaultPriority());
        }
    }

    @Test
    @Tag("H31")
    void system_status_and_connection_types_are_never_stored() {
        for (MessageType type : MessageType.values()) {
            if (Set.of(Category.SYSTEM, Category.STATUS, Category.CONNECTION).contains(type.category())) {
                assertThat(type.storable()).as(type.name()).isFalse();
            }
        }
        assertThat(MessageType.TEXT.storable()).isTrue();
        assertThat(MessageType.ORDER.storable()).isTrue();
        assertThat(MessageType.CUSTOM.storable()).isTrue();
    }

    @Test
    void a_client_may_not_speak_for_the_hub() {
        Set<MessageType> hubOnly =
                Arrays.stream(MessageType.values()).filter(MessageType::hubOnly).collect(Collectors.toSet());
        assertThat(hubOnly)
                .contains(MessageType.CLIENT_REGISTERED, MessageType.KICK_OUT, MessageType.PONG, MessageType.ERROR)
                .doesNotContain(MessageType.TEXT, MessageType.ACK, MessageType.PING, MessageType.COMMAND);
    }

    @Test
    @Tag("M02")
    void default_priorities_are_those_of_the_contract() {
        assertThat(names(type -> type.defaultPriority() == Priority.HIGH
                        && type.category() != Category.SESSION
                        && !type.wireName().startsWith("ticket_")))
                .containsExactlyInAnyOrder(words("notice event success payment order invite task recall test welcome"
                        + " terminate transferred"));
        assertThat(names(type ->
                        type.category() == Category.SESSION || type.wireName().startsWith("ticket_")))
                .hasSize(16)
                .allMatch(name ->
                        MessageType.valueOf(name.toUpperCase(Locale.ROOT)).defaultPriority() == Priority.HIGH);
        assertThat(names(type -> type.defaultPriority() == Priority.LOW))
                .containsExactlyInAnyOrder(words("typing read delivered ack heartbeat ping pong info edit reaction json"
                        + " xml binary spreadsheet presentation custom command"));
    }

    @Test
    @Tag("M02")
    void what_one_screen_tells_another_is_forwardable() {
        assertThat(names(MessageType::forwardable))
                .containsExactlyInAnyOrder(
                        words("open_window close_window typing read delivered ack recall edit reaction"));
    }

    @Test
    @Tag("M02")
    void what_binds_somebody_is_tracked_and_all_of_it_can_be_stored() {
        assertThat(names(MessageType::tracked))
                .containsExactlyInAnyOrder(words("payment order ticket_created ticket_assigned ticket_closed"
                        + " ticket_timeout_closed ticket_transfer ticket_active task invite"));
        assertThat(MessageType.values()).allMatch(type -> !type.tracked() || type.storable());
    }

    @Test
    @Tag("H17")
    void lanes_and_priorities_compare_by_urgency_and_not_as_words() {
        assertThat(Lane.values()).containsExactly(Lane.SYSTEM, Lane.VIP, Lane.HIGH, Lane.NORMAL, Lane.BULK);
        assertThat(Priority.HIGH).isGreaterThan(Priority.LOW).isLessThan(Priority.URGENT);
        Lane last = Lane.BULK;
        for (Priority priority : Priority.values()) {
            assertThat(Lane.of(priority)).isLessThanOrEqualTo(last);
            last = Lane.of(priority);
        }
        assertThat(Arrays.stream(Priority.values()).map(Lane::of))
                .containsExactly(Lane.BULK, Lane.NORMAL, Lane.HIGH, Lane.VIP, Lane.VIP);
    }

    @Test
    void a_message_waits_in_the_lane_it_asks_for_else_in_that_of_its_priority() {
        assertThat(Lane.of(Message.builder(MessageType.ALERT).build())).isEqualTo(Lane.VIP);
        assertThat(Lane.of(Message.builder(MessageType.ALERT).lane(Lane.BULK).build()))
                .isEqualTo(Lane.BULK);
        for (Lane lane : Lane.values()) {
            assertThat(Lane.ofWireName(lane.wireName())).isEqualTo(lane == Lane.SYSTEM ? null : lane);
        }
    }

    private static Set<String> names(Predicate<MessageType> wanted) {
        return Arrays.stream(MessageType.values())
                .filter(wanted)
                .map(MessageType::wireName)
                .collect(Collectors.toSet());
    }

    private static String[] words(String text) {
        return text.split(" ", -1);
    }

    private static Set<MessageType> typesOf(Priority priority) {
        return Arrays.stream(MessageType.values())
                .filter(type -> type.defaultPriority() == priority)
                .collect(Collectors.toSet());
    }
}
