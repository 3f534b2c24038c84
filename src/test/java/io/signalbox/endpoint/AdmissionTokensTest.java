package io.signalbox.endpoint;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.identity.TokenClaims;
import io.signalbox.metrics.LabelledCount;
import io.signalbox.testing.FakeHandshake;
import io.signalbox.testing.Json;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Connection tokens at the handshake of {@code /ws}. */
@Tag("H55")
class AdmissionTokensTest extends AdmissionFixture {
    @Test
    @Tag("C06")
    void where_a_token_is_required_none_and_a_bad_one_are_answered_401_with_a_challenge() throws Exception {
        tokens("required");
        FakeHandshake without = new FakeHandshake().parameter("user_id", "mallory");
        shake(without, this::upgrade);
        assertThat(without.status()).isEqualTo(401);
        assertThat(without.answered("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(Json.text(without.body(), "detail")).contains("asks for a connection token");
        FakeHandshake wrong = new FakeHandshake().parameter("token", tokens.issue(TokenClaims.of("alice")) + "x");
        shake(wrong, this::upgrade);
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.answered("WWW-Authenticate")).isEqualTo("Bearer error=\"invalid_token\"");
        assertThat(Json.text(wrong.body(), "detail")).isEqualTo("the token has a wrong signature");
        assertThat(admitted).isEmpty();
        assertThat(metrics.value(LabelledCount.CONNECTIONS_REFUSED, Refusal.TOKEN_MISSING))
                .isEqualTo(1);
        assertThat(metrics.value(LabelledCount.CONNECTIONS_REFUSED, Refusal.TOKEN_INVALID))
                .isEqualTo(1);
    }

    @Test
    @Tag("C06")
    void who_comes_with_a_token_is_who_the_token_says() throws Exception {
        tokens("required");
        String token = tokens.issue(TokenClaims.of("alice"));
        shake(new FakeHandshake().parameter("token", token).parameter("user_id", "bob"), this::upgrade);
        shake(new FakeHandshake().header("Authorization", "bearer " + token), this::upgrade);
        assertThat(admitted)
                .hasSize(2)
                .allMatch(principal ->
                        principal.attributes().identity().user().userId().equals("alice"));
    }

    @Test
    @Tag("C09")
    void where_a_token_is_optional_one_without_is_who_it_says_and_a_bad_one_is_refused() throws Exception {
        tokens("optional");
        shake(new FakeHandshake().parameter("user_id", "guest"), this::upgrade);
        assertThat(admitted).hasSize(1);
        FakeHandshake bad = new FakeHandshake().parameter("user_id", "guest").parameter("token", "x.y.z");
        shake(bad, this::upgrade);
        assertThat(bad.status()).isEqualTo(401);
        assertThat(admitted).hasSize(1);
    }

    @Test
    @Tag("C14")
    void guessing_tokens_locks_the_address_out() throws Exception {
        tokens("required");
        AdmissionFilter strict = filter(OPEN, 2);
        for (int status : new int[] {401, 401, 429}) {
            FakeHandshake guess = new FakeHandshake().parameter("token", "guess");
            strict.doFilter(guess.request(), guess.response(), this::upgrade);
            assertThat(guess.status()).isEqualTo(status);
        }
    }
}
