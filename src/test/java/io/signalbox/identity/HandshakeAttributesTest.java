package io.signalbox.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.protocol.Frame;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("C01")
class HandshakeAttributesTest {
    private static final Map<String, String> QUERY = Map.of(
            "user_id", "qu",
            "user_name", "qn",
            "user_type", "customer",
            "client_id", "qc",
            "device_id", "qd",
            "app_id", "qa",
            "namespace", "qs",
            "group_id", "q1,q2");
    private static final Map<String, String> HEADERS = Map.of(
            "X-User-ID", "hu",
            "X-User-Name", "hn",
            "X-User-Type", "agent",
            "X-Client-ID", "hc",
            "X-Device-ID", "hd",
            "X-App-ID", "ha",
            "X-Namespace", "hs",
            "X-Group-ID", "h1");

    @Test
    void the_query_comes_before_the_headers() {
        assertThat(identity(QUERY, HEADERS))
                .isEqualTo(new Identity(
                        new UserKey(new Tenant("qa", "qs"), "qu"),
                        "qn",
                        UserType.CUSTOMER,
                        "qd",
                        "qc",
                        ClientType.WEB,
                        ConnectionType.WEBSOCKET,
                        List.of("q1", "q2"),
                        Profile.NONE));
    }

    @Test
    void headers_count_when_the_query_says_nothing() {
        assertThat(identity(Map.of(), HEADERS))
                .isEqualTo(new Identity(
                        new UserKey(new Tenant("ha", "hs"), "hu"),
                        "hn",
                        UserType.AGENT,
                        "hd",
                        "hc",
                        ClientType.WEB,
                        ConnectionType.WEBSOCKET,
                        List.of("h1"),
                        Profile.NONE));
    }

    @Test
    void a_blank_query_parameter_counts_as_absent() {
        Map<String, String> blank = new HashMap<>();
        QUERY.keySet().forEach(key -> blank.put(key, " "));
        assertThat(identity(blank, HEADERS)).isEqualTo(identity(Map.of(), HEADERS));
    }

    @Test
    void who_names_only_a_user_gets_the_defaults() {
        Identity identity = identity(Map.of("user_id", " alice "), Map.of());
        assertThat(identity.user()).isEqualTo(new UserKey(new Tenant("__default_app__", "__default_ns__"), "alice"));
        assertThat(identity.userName()).isEqualTo("alice");
        assertThat(identity.userType()).isEqualTo(UserType.VISITOR);
        assertThat(identity.deviceId()).isEqualTo(identity.clientId());
        assertThat(identity.groups()).isEmpty();
    }

    @Test
    @Tag("C12")
    void the_hub_makes_client_ids_that_do_not_repeat() {
        List<String> ids = IntStream.range(0, 1000)
                .mapToObj(i -> read(Map.of(), Map.of()).clientId())
                .toList();
        assertThat(ids).doesNotHaveDuplicates().allMatch(id -> id.matches("c-[0-9a-f]{16}"));
    }

    @Test
    void the_client_id_told_in_the_handshake_is_the_one_of_the_connection() {
        HandshakeAttributes attributes = read(Map.of("user_id", "alice"), Map.of());
        assertThat(attributes.identity().clientId()).isEqualTo(attributes.clientId());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"a,b|a b", "' a , ,b,, a '|a b", "',,,'|''", "b,a|b a", "'team one,x'|'team one,x'"})
    void groups_are_a_comma_list_trimmed_without_blanks_and_repeats(String list, String expected) {
        List<String> groups =
                identity(Map.of("user_id", "u", "group_id", list), Map.of()).groups();
        assertThat(String.join(expected.contains(",") ? "," : " ", groups)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"user_id", "user_name", "client_id", "device_id", "app_id", "namespace", "group_id"})
    void each_attribute_has_128_printable_characters_at_most(String name) {
        read(Map.of(name, "x".repeat(128)), Map.of());
        for (String value :
                List.of("x".repeat(129), "a\u0000b", "a\nb", "a\u007fb", "a\u0085b", "a\ud83db", "\udc00x")) {
            assertThatExceptionOfType(InvalidAttributeException.class)
                    .as(name)
                    .isThrownBy(() -> read(Map.of(name, value), Map.of()))
                    .withMessageStartingWith(name);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"system", "Agent", "robot", "a\nb"})
    void a_user_type_is_one_that_a_client_may_have(String type) {
        assertThatExceptionOfType(InvalidAttributeException.class)
                .isThrownBy(() -> read(Map.of("user_type", type), Map.of()))
                .withMessageStartingWith("user_type");
    }

    @Test
    void any_script_is_printable() {
        assertThat(identity(Map.of("user_id", "用户 Ä \uD83D\uDE00"), Map.of())
                        .user()
                        .userId())
                .isEqualTo("用户 Ä \uD83D\uDE00");
    }

    @Test
    void at_most_32_groups() {
        assertThat(identity(Map.of("user_id", "u", "group_id", groups(32)), Map.of())
                        .groups())
                .hasSize(32);
        assertThatExceptionOfType(InvalidAttributeException.class)
                .isThrownBy(() -> read(Map.of("group_id", groups(33)), Map.of()));
    }

    @Test
    void groups_of_the_hub_cannot_be_joined() {
        assertThatExceptionOfType(InvalidAttributeException.class)
                .isThrownBy(() -> read(Map.of("group_id", "a,__all"), Map.of()))
                .withMessageContaining("__all");
    }

    @Test
    void who_names_no_user_has_to_register() {
        HandshakeAttributes attributes = read(Map.of("client_id", "c-1"), Map.of());
        assertThat(attributes.awaitsRegistration()).isTrue();
        assertThatExceptionOfType(IllegalStateException.class).isThrownBy(attributes::identity);
        assertThat(read(QUERY, Map.of()).awaitsRegistration()).isFalse();
    }

    @Test
    void a_registration_frame_names_user_and_client_in_one() {
        Identity identity = read(Map.of(), HEADERS_WITHOUT_USER).identity(new Frame.Registration("c-7", "Desk 7"));
        assertThat(identity.user()).isEqualTo(new UserKey(new Tenant("ha", "hs"), "c-7"));
        assertThat(identity.clientId()).isEqualTo("c-7");
        assertThat(identity.deviceId()).isEqualTo("c-7");
        assertThat(identity.userName()).isEqualTo("Desk 7");
        assertThat(identity.userType()).isEqualTo(UserType.VISITOR);
        assertThat(identity.groups()).containsExactly("g");
    }

    @Test
    void what_a_registration_frame_leaves_out_is_made_by_the_hub() {
        HandshakeAttributes attributes = read(Map.of(), Map.of());
        Identity identity = attributes.identity(new Frame.Registration(null, null));
        assertThat(identity.clientId()).isEqualTo(attributes.clientId()).startsWith("c-");
        assertThat(identity.user().userId()).isEqualTo(identity.clientId());
        assertThat(identity.userName()).isEqualTo(identity.clientId());
    }

    @Test
    void a_registration_frame_has_the_same_limits() {
        HandshakeAttributes attributes = read(Map.of(), Map.of());
        for (Frame.Registration frame :
                List.of(new Frame.Registration("x".repeat(129), "n"), new Frame.Registration("c", "a\u0001"))) {
            assertThatExceptionOfType(InvalidAttributeException.class).isThrownBy(() -> attributes.identity(frame));
        }
    }

    private static final Map<String, String> HEADERS_WITHOUT_USER =
            Map.of("X-App-ID", "ha", "X-Namespace", "hs", "X-Group-ID", "g");

    private static Identity identity(Map<String, String> query, Map<String, String> headers) {
        return read(query, headers).identity();
    }

    private static HandshakeAttributes read(Map<String, String> query, Map<String, String> headers) {
        return HandshakeAttributes.read(query::get, headers::get);
    }

    private static String groups(int count) {
        return IntStream.range(0, count).mapToObj(i -> "g" + i).collect(Collectors.joining(","));
    }
}
