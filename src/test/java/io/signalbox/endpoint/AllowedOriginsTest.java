package io.signalbox.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsTest {
    @ParameterizedTest
    @CsvSource({
        "http://hub.example:8080, hub.example:8080",
        "HTTP://Hub.Example:8080, hub.EXAMPLE:8080",
        "https://hub.example, hub.example",
        "https://hub.example, hub.example:443",
        "http://hub.example:80, hub.example",
        "http://[::1]:8080, [::1]:8080"
    })
    void without_a_list_pages_of_the_same_address_may_connect(String origin, String host) {
        assertThat(allows(AllowedOrigins.SAME_ONLY, origin, host)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "http://other.example, hub.example",
        "http://hub.example:8081, hub.example:8080",
        "https://hub.example, hub.example:80",
        "http://hub.example.evil, hub.example",
        "null, hub.example",
        "'', hub.example",
        "http://hub.example/, hub.example"
    })
    void without_a_list_other_pages_may_not(String origin, String host) {
        assertThat(allows(AllowedOrigins.SAME_ONLY, origin, host)).isFalse();
    }

    @Test
    void who_names_no_origin_is_no_page_and_may_always_connect() {
        for (AllowedOrigins origins : List.of(
                AllowedOrigins.SAME_ONLY, AllowedOrigins.parse("*"), AllowedOrigins.parse("https://a.example"))) {
            assertThat(allows(origins, null, "hub.example")).isTrue();
        }
    }

    @Test
    void a_page_that_names_an_origin_is_refused_when_the_request_has_no_host() {
        assertThat(AllowedOrigins.SAME_ONLY.allows("http://a.example", List.of()))
                .isFalse();
    }

    @Test
    void a_list_is_compared_exactly_and_stands_for_itself() {
        AllowedOrigins origins =
                AllowedOrigins.parse(" https://a.example , http://b.example:8080,https://c.example:443");
        assertThat(allows(origins, "https://a.example", "hub")).isTrue();
        assertThat(allows(origins, "https://a.example:443", "hub")).isTrue();
        assertThat(allows(origins, "http://b.example:8080", "hub")).isTrue();
        assertThat(allows(origins, "https://c.example", "hub")).isTrue();
        assertThat(allows(origins, "http://a.example", "hub")).isFalse();
        assertThat(allows(origins, "http://b.example", "hub")).isFalse();
        assertThat(allows(origins, "https://x.a.example", "hub")).isFalse();
        assertThat(allows(origins, "http://hub", "hub")).isFalse();
    }

    @Test
    void a_star_is_any_page() {
        assertThat(allows(AllowedOrigins.parse("*"), "null", "hub")).isTrue();
        assertThat(allows(AllowedOrigins.parse("*"), "http://evil.example", "hub"))
                .isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a.example",
                "https://",
                "https://a.example/",
                "https://a.example/path",
                "https://user@a.example",
                "https://*.a.example",
                "https://a.example:0",
                "https://a.example:65536",
                "https://a.example,",
                "null"
            })
    void what_is_no_origin_is_told_at_the_start(String text) {
        assertThatThrownBy(() -> AllowedOrigins.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("scheme://host[:port]");
    }

    @Test
    void a_star_beside_others_is_a_mistake() {
        assertThatThrownBy(() -> AllowedOrigins.parse("*,https://a.example"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("beside *");
    }

    private static boolean allows(AllowedOrigins origins, @Nullable String origin, String host) {
        return origins.allows(origin, List.of(host));
    }
}
