package io.signalbox.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.metrics.Metrics;
import io.signalbox.testing.TestHub;
import io.signalbox.transport.HangUp;
import jakarta.servlet.AsyncContext;
import jakarta.servlet.ServletRequest;
import java.lang.reflect.Proxy;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("C26")
class SseTokensTest {
    private final SseTokens tokens = new SseTokens();
    private final String token = SseTokens.fresh();
    private final SseConnection connection = connection();

    @Test
    void a_token_is_known_from_its_beginning_to_its_end() {
        assertThat(tokens.find(token)).isNull();
        tokens.add(token, connection);
        assertThat(tokens.find(token)).isSameAs(connection);
        tokens.remove(token);
        tokens.remove(token);
        assertThat(tokens.find(token)).isNull();
        assertThat(tokens.size()).isZero();
    }

    @Test
    void nothing_less_than_the_whole_token_is_taken() {
        tokens.add(token, connection);
        assertThat(tokens.find("")).isNull();
        for (int length = 0; length < token.length(); length++) {
            assertThat(tokens.find(token.substring(0, length)))
                    .as("%s characters", length)
                    .isNull();
        }
        assertThat(tokens.find(token + "A")).isNull();
        char last = token.charAt(token.length() - 1);
        assertThat(tokens.find(token.substring(0, token.length() - 1) + (last == 'Q' ? 'g' : 'Q')))
                .isNull();
    }

    @Test
    void a_token_cannot_be_guessed_from_others() {
        Set<String> all = new HashSet<>();
        for (int i = 0; i < 1000; i++) {
            assertThat(all.add(SseTokens.fresh())).isTrue();
        }
        // 44 bytes in base64url: 12 to look it up by, and 256 bits that are secret.
        assertThat(all).allMatch(each -> each.matches("[A-Za-z0-9_-]{59}"));
    }

    @Test
    void the_end_of_a_connection_is_told_once() {
        int[] told = {0};
        SseConnection ending = connection(() -> told[0]++);
        ending.finish();
        ending.ended();
        assertThat(told[0]).isEqualTo(1);
    }

    private static SseConnection connection() {
        return connection(() -> {});
    }

    private static SseConnection connection(Runnable afterwards) {
        return new SseConnection(
                TestHub.alone().hub,
                new Metrics(),
                fake(AsyncContext.class),
                HangUp.of(fake(ServletRequest.class)),
                afterwards);
    }

    /** Does nothing and answers nothing. */
    private static <T> T fake(Class<T> type) {
        return type.cast(Proxy.newProxyInstance(
                type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> null));
    }
}
