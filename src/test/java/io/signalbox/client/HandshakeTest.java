package io.signalbox.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class HandshakeTest {
    private static final ClientIdentity ALICE =
            new ClientIdentity("alice", "Älice & Co", "agent", "c-1", "d-1", "app", "ns");

    @Test
    void who_connects_goes_into_the_query_in_the_spelling_of_the_protocol() {
        URI address = new HandshakeAddress(URI.create("ws://h:1/ws"), Map.of(), ALICE)
                .withGroups(List.of("g1", "g2"), new ResumePoint("e 1", 7));
        assertThat(address)
                .hasToString("ws://h:1/ws?user_id=alice&user_name=%C3%84lice%20%26%20Co&user_type=agent&client_id=c-1"
                        + "&device_id=d-1&app_id=app&namespace=ns&last_seq=7&epoch=e%201&group_id=g1%2Cg2");
    }

    @Test
    void a_query_of_the_application_is_kept_but_cannot_say_who_connects() {
        URI address = new HandshakeAddress(
                        URI.create("ws://h/ws?a=1+2&user_id=eve&flag"),
                        Map.of("token", "t=", "user_id", "eve", "group_id", "admins"),
                        ALICE)
                .withGroups(List.of(), new ResumePoint(null, 0));
        assertThat(address.getRawQuery())
                .startsWith("a=1%202&user_id=alice&flag=")
                .contains("token=t%3D")
                .doesNotContain("eve", "admins");
    }

    @Test
    void an_http_address_becomes_a_ws_one_and_https_becomes_wss() {
        assertThat(address("http://h/ws")).startsWith("ws://h/ws?");
        assertThat(address("https://h/ws")).startsWith("wss://h/ws?");
    }

    @Test
    void what_the_hub_would_refuse_at_the_handshake_is_refused_at_once() {
        refused(() -> builder().userId("").build());
        refused(() -> builder().userId("x".repeat(129)).build());
        refused(() -> builder().userName("a\nb").build());
        refused(() -> builder().groups("x".repeat(129)).build());
        refused(() -> builder()
                .groups(IntStream.range(0, 33).mapToObj(i -> "g" + i).toList())
                .build());
        refused(() ->
                SignalboxClient.builder(URI.create("ftp://h/ws")).userId("a").build());
        refused(() -> SignalboxClient.builder(URI.create("/ws")).userId("a").build());
    }

    @Test
    void options_out_of_their_range_are_refused() {
        refused(() -> ClientOptions.builder().maxBuffered(-1).build());
        refused(() -> ClientOptions.builder().maxPending(0).build());
        refused(() -> ClientOptions.builder().maxInbound(0).build());
        refused(() -> ClientOptions.builder().processedUpTo(-1).build());
        refused(() -> ClientOptions.builder().pingInterval(Duration.ZERO).build());
        refused(() -> ClientOptions.builder().connectTimeout(Duration.ofDays(2)).build());
        refused(() -> ClientOptions.builder().backoffCap(Duration.ofMillis(499)).build());
        refused(() -> ClientOptions.builder().backoffFactor(Double.NaN).build());
        assertThat(ClientOptions.defaults().maxBuffered()).isEqualTo(256);
    }

    private static ClientBuilder builder() {
        return SignalboxClient.builder(URI.create("ws://h/ws")).userId("alice");
    }

    private static String address(String endpoint) {
        return new HandshakeAddress(URI.create(endpoint), Map.of(), ALICE)
                .withGroups(List.of(), new ResumePoint(null, 0))
                .toString();
    }

    private static void refused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        SignalboxException.class,
                        error -> assertThat(error.is(ClientErrorCode.INVALID_OPTION))
                                .isTrue());
    }
}
