package io.signalbox.identity;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.signalbox.protocol.Frame;
import io.signalbox.testing.ManualClock;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("C01")
class HandshakeAttributesTest {
    private static final ManualClock CLOCK = new ManualClock();
    private static final AttributeReader READER = new AttributeReader(AttributeSource.DEFAULT_ORDER, CLOCK);
    private static final Map<String, String> QUERY = Map.ofEntries(
            entry("user_id", "qu"),
            entry("user_name", "qn"),
            entry("user_type", "customer"),
            entry("client_id", "qc"),
            entry("client_type", "desktop"),
            entry("device_id", "qd"),
            entry("app_id", "qa"),
            entry("namespace", "qs"),
            entry("role", "customer"),
            entry("department", "billing"),
            entry("vip_level", "8"),
            entry("skills", " english, vip,,english"),
            entry("group_id", "q1,q2"));
    private static final Map<String, String> HEADERS = Map.ofEntries(
            entry("X-User-ID", "hu"),
            entry("X-User-Name", "hn"),
            entry("X-User-Type", "agent"),
            entry("X-Client-ID", "hc"),
            entry("X-Client-Type", "mobile"),
            entry("X-Device-ID", "hd"),
            entry("X-App-ID", "ha"),
            entry("X-Namespace", "hs"),
            entry("X-User-Role", "agent"),
            entry("X-Department", "support"),
            entry("X-VIP-Level", "0"),
            entry("X-Skills", "chinese"),
            entry("X-Group-ID", "h1"));
    private static final Identity OF_QUERY = new Identity(
            new UserKey(new Tenant("qa", "qs"), "qu"),
            "qn",
            UserType.CUSTOMER,
            "qd",
            "qc",
            ClientType.DESKTOP,
            ConnectionType.WEBSOCKET,
            List.of("q1", "q2"),
            new Profile(UserRole.CUSTOMER, Department.BILLING, 8, Set.of("english", "vip")),
            Peer.UNKNOWN);
    private static final Identity OF_HEADERS = new Identity(
            new UserKey(new Tenant("ha", "hs"), "hu"),
            "hn",
            UserType.AGENT,
            "hd",
            "hc",
            ClientType.MOBILE,
            ConnectionType.WEBSOCKET,
            List.of("h1"),
            new Profile(UserRole.AGENT, Department.SUPPORT, 0, Set.of("chinese")),
            Peer.UNKNOWN);

    @Test
    void the_query_comes_before_the_headers() {
        assertThat(identity(QUERY, HEADERS)).isEqualTo(OF_QUERY);
    }

    @Test
    void headers_count_when_the_query_says_nothing() {
        assertThat(identity(Map.of(), HEADERS)).isEqualTo(OF_HEADERS);
    }

    @Test
    void the_order_of_the_sources_is_the_operators_and_a_source_that_is_not_named_is_not_read() {
        assertThat(readIn("header,query", QUERY, HEADERS).identity()).isEqualTo(OF_HEADERS);
        assertThat(readIn("header", QUERY, HEADERS).identity()).isEqualTo(OF_HEADERS);
        assertThat(readIn("query", QUERY, HEADERS).identity()).isEqualTo(OF_QUERY);
        assertThat(readIn("header", QUERY, Map.of()).awaitsRegistration()).isTrue();
        assertThat(readIn("query", Map.of(), HEADERS).awaitsRegistration()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "cookie", "query,query", "query,", "QUERY"})
    void an_order_of_sources_names_each_once(String order) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> AttributeSource.parseOrder(order))
                .withMessageStartingWith("must ");
    }

    @ParameterizedTest
    @CsvSource({
        "role, boss",
        "role, Agent",
        "department, cellar",
        "vip_level, 9",
        "vip_level, -1",
        "vip_level, 08",
        "vip_level, v3",
        "client_type, fridge"
    })
    void a_value_that_there_is_none_of_is_refused(String name, String value) {
        assertThatExceptionOfType(InvalidAttributeException.class)
                .isThrownBy(() -> read(Map.of(name, value), Map.of()))
                .withMessageStartingWith(name);
    }

    @Test
    void at_most_32_skills() {
        assertThat(identity(Map.of("user_id", "u", "skills", groups(32)), Map.of())
                        .profile()
                        .skills())
                .hasSize(32);
        assertThatExceptionOfType(InvalidAttributeException.class)
                .isThrownBy(() -> read(Map.of("skills", groups(33)), Map.of()))
                .withMessageContaining("skills");
    }

    @Test
    void an_observer_that_names_no_namespace_watches_all_of_its_app_and_nobody_else_does() {
        Map<String, String> watcher = Map.of("user_id", "w", "user_type", "observer", "app_id", "a");
        assertThat(identity(watcher, Map.of()).user().tenant()).isEqualTo(new Tenant("a", Tenant.EVERY_NAMESPACE));
        assertThat(identity(watcher, Map.of()).user().tenant().everyNamespace()).isTrue();
        assertThat(identity(watcher, Map.of("X-Namespace", "n")).user().tenant())
                .isEqualTo(new Tenant("a", "n"));
        for (UserType type : UserType.values()) {
            if (type.claimable() && type != UserType.OBSERVER) {
                Map<String, String> other = Map.of("user_id", "w", "user_type", type.wireName(), "namespace", "");
                assertThat(identity(other, Map.of()).user().tenant().namespace())
                        .isEqualTo(Tenant.DEFAULT_NAMESPACE);
            }
        }
    }

    @Test
    @Tag("C02")
    void a_device_that_names_no_client_has_the_same_client_id_for_five_minutes() {
        Instant first = Instant.parse("2026-11-22T10:00:00Z");
        String id = derived("u", "d", UserType.VISITOR, first);
        assertThat(id).hasSize(12).matches("[A-Za-z0-9_-]+");
        assertThat(derived("u", "d", UserType.VISITOR, first.plusMillis(299_999)))
                .isEqualTo(id);
        assertThat(derived("u", "d", UserType.VISITOR, first.plusSeconds(300))).isNotEqualTo(id);
        assertThat(derived("u", "d", UserType.VISITOR, first.minusMillis(1))).isNotEqualTo(id);
        assertThat(identity(Map.of("user_id", "u", "device_id", "d"), Map.of()).clientId())
                .isEqualTo(derived("u", "d", UserType.VISITOR, CLOCK.instant()));
    }

    @Test
    @Tag("H50")
    void derived_client_ids_differ_by_user_device_type_and_tenant() {
        Set<String> ids = new HashSet<>();
        int made = 0;
        for (Tenant tenant : List.of(new Tenant("a", "n"), new Tenant("an", ""), new Tenant("a", "m"))) {
            for (UserType type : UserType.values()) {
                for (String[] pair : new String[][] {{"u", "d"}, {"ud", "d"}, {"d", "u"}, {"u", "dd"}}) {
                    ids.add(DerivedClientId.of(new UserKey(tenant, pair[0]), pair[1], type, CLOCK.instant()));
                    made++;
                }
            }
        }
        assertThat(ids).hasSize(made);
    }

    @Test
    @Tag("C02")
    void a_client_id_that_is_named_is_kept_and_without_a_device_it_is_random() {
        assertThat(identity(QUERY, Map.of()).clientId()).isEqualTo("qc");
        assertThat(read(Map.of("device_id", "d"), Map.of()).clientId())
                .as("of nobody yet")
                .matches("c-[0-9a-f]{16}");
        assertThat(read(Map.of("user_id", "u"), Map.of()).clientId()).matches("c-[0-9a-f]{16}");
    }

    @Test
    @Tag("C15")
    void the_client_type_is_the_one_named_else_that_of_the_user_agent() {
        Map<String, String> phone = Map.of("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X)");
        assertThat(identity(Map.of("user_id", "u"), phone).clientType()).isEqualTo(ClientType.MOBILE);
        assertThat(identity(Map.of("user_id", "u", "client_type", "api"), phone).clientType())
                .isEqualTo(ClientType.API);
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
    @ValueSource(
            strings = {"user_id", "user_name", "client_id", "device_id", "app_id", "namespace", "group_id", "skills"})
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
    void a_client_may_say_how_far_it_came() {
        assertThat(read(QUERY, Map.of()).resume()).isNull();
        assertThat(read(Map.of("last_seq", "0"), Map.of()).resume()).isEqualTo(ResumePoint.START);
        assertThat(read(Map.of("epoch", "e", "last_seq", "17"), HEADERS).resume())
                .isEqualTo(new ResumePoint("e", 17));
        assertThat(read(Map.of(), Map.of("X-Epoch", "e", "X-Last-Seq", "17")).resume())
                .isEqualTo(new ResumePoint("e", 17));
        assertThat(read(Map.of("epoch", "e"), Map.of()).resume()).isEqualTo(new ResumePoint("e", 0));
        for (String position : List.of("-1", "1.5", "x", "99999999999999999999")) {
            assertThatExceptionOfType(InvalidAttributeException.class)
                    .as(position)
                    .isThrownBy(() -> read(Map.of("last_seq", position), Map.of()));
        }
    }

    @Test
    void a_registration_frame_says_how_far_the_client_came_before_the_handshake_does() {
        HandshakeAttributes attributes = read(Map.of("epoch", "e", "last_seq", "17"), Map.of());
        assertThat(attributes.resume(new Frame.Registration("c", null))).isEqualTo(new ResumePoint("e", 17));
        assertThat(attributes.resume(new Frame.Registration("c", null, "f", 18L)))
                .isEqualTo(new ResumePoint("f", 18));
        assertThat(read(Map.of(), Map.of()).resume(new Frame.Registration("c", null)))
                .isNull();
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
        return READER.read(query::get, headers::get, null);
    }

    private static HandshakeAttributes readIn(String order, Map<String, String> query, Map<String, String> headers) {
        return new AttributeReader(AttributeSource.parseOrder(order), CLOCK).read(query::get, headers::get, null);
    }

    private static String derived(String user, String device, UserType type, Instant now) {
        UserKey key = new UserKey(new Tenant(Tenant.DEFAULT_APP, Tenant.DEFAULT_NAMESPACE), user);
        return DerivedClientId.of(key, device, type, now);
    }

    private static String groups(int count) {
        return IntStream.range(0, count).mapToObj(i -> "g" + i).collect(Collectors.joining(","));
    }
}
