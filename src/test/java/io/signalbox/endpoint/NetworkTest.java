package io.signalbox.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("C14")
class NetworkTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.200, true",
        "192.0.2.7, 192.0.2.7, true",
        "192.0.2.7, 192.0.2.6, false",
        "192.0.2.6/31, 192.0.2.7, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 2001:db8::1, true",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "::1, 0:0:0:0:0:0:0:1, true",
        "fe80::/10, fe80::1%eth0, true",
        "127.0.0.0/8, ::ffff:127.0.0.1, true"
    })
    void holds_the_addresses_that_begin_with_its_bits(String network, String address, boolean held) {
        assertThat(Network.parseList(network).get(0).contains(Network.address(address)))
                .isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "localhost",
                "10.0.0.0/33",
                "10.0.0.0/-1",
                "10.0.0.0/x",
                "300.1.1.1",
                "10.0.0",
                "::1/129",
                "10.0.0.1,",
                ":",
                "beef"
            })
    void what_is_no_network_is_told(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Network.parseList(text))
                .withMessageContaining("address/bits");
    }

    @Test
    void the_denied_are_denied_among_the_allowed_too_and_an_empty_list_allows_all() {
        assertThat(access("", "").allowsAddress("192.0.2.1")).isTrue();
        assertThat(access("", "192.0.2.0/24").allowsAddress("192.0.2.1")).isFalse();
        assertThat(access("", "192.0.2.0/24").allowsAddress("192.0.3.1")).isTrue();
        assertThat(access("192.0.0.0/16", "192.0.2.0/24").allowsAddress("192.0.2.1"))
                .isFalse();
        assertThat(access("192.0.0.0/16", "192.0.2.0/24").allowsAddress("192.0.3.1"))
                .isTrue();
        assertThat(access("192.0.0.0/16", "").allowsAddress("::1")).isFalse();
    }

    private static AccessSettings access(String allowed, String denied) {
        return new AccessSettings(
                Set.of(),
                Set.of(),
                allowed.isEmpty() ? List.of() : Network.parseList(allowed),
                denied.isEmpty() ? List.of() : Network.parseList(denied),
                0,
                Duration.ofSeconds(300));
    }
}
