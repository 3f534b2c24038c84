package io.signalbox.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.signalbox.config.SettingsException;
import io.signalbox.config.SettingsReader;
import io.signalbox.testing.ManualClock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("C06")
class ConnectionTokensTest {
    private static final String KEY = "k".repeat(64);
    private static final String OTHER_KEY = "o".repeat(64);

    private final ManualClock clock = new ManualClock();

    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"HS256", "HS384", "HS512"})
    void what_was_issued_is_verified_with_all_that_it_says(String algorithm) {
        ConnectionTokens tokens = tokens(Map.of("signalbox.token.algorithm", algorithm));
        TokenClaims alice = new TokenClaims("alice", "agent", "phone", "shop", "eu", List.of("g1,g2"));
        assertThat(tokens.verify(tokens.issue(alice))).isEqualTo(alice);
        TokenClaims bob = TokenClaims.of("bob");
        assertThat(tokens.verify(tokens.issue(bob))).isEqualTo(bob);
    }

    @Test
    void a_token_is_good_for_its_lifetime_and_half_a_minute_for_clocks_that_differ() {
        ConnectionTokens tokens = tokens(Map.of("signalbox.token.lifetime", "60s"));
        String token = tokens.issue(TokenClaims.of("alice"));
        clock.advance(Duration.ofSeconds(89));
        assertThat(tokens.verify(token).userId()).isEqualTo("alice");
        clock.advance(Duration.ofSeconds(1));
        refused(tokens, token, TokenFault.TIME);
    }

    @Test
    void a_token_without_an_end_or_before_its_begin_is_refused() throws Exception {
        ConnectionTokens tokens = tokens(Map.of());
        refused(tokens, signed(claims -> claims.expirationTime(null)), TokenFault.TIME);
        Instant later = clock.instant().plusSeconds(31);
        refused(tokens, signed(claims -> claims.notBeforeTime(Date.from(later))), TokenFault.TIME);
        clock.advance(Duration.ofSeconds(1));
        assertThat(tokens.verify(signed(claims -> claims.notBeforeTime(Date.from(later))))
                        .userId())
                .isEqualTo("alice");
    }

    @Test
    void another_key_another_algorithm_and_none_are_refused() throws Exception {
        ConnectionTokens tokens = tokens(Map.of());
        refused(tokens, signed(JWSAlgorithm.HS256, OTHER_KEY, claims -> claims), TokenFault.SIGNATURE);
        refused(tokens, signed(JWSAlgorithm.HS512, KEY, claims -> claims), TokenFault.ALGORITHM);
        JWTClaimsSet alice = new JWTClaimsSet.Builder().claim("uid", "alice").build();
        refused(tokens, new PlainJWT(alice).serialize(), TokenFault.MALFORMED);
    }

    @Test
    void a_changed_claim_is_refused() throws Exception {
        ConnectionTokens tokens = tokens(Map.of());
        String[] alice = signed(claims -> claims).split("\\.");
        String[] mallory = signed(JWSAlgorithm.HS256, OTHER_KEY, claims -> claims.claim("uid", "mallory"))
                .split("\\.");
        refused(tokens, alice[0] + "." + mallory[1] + "." + alice[2], TokenFault.SIGNATURE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "..", "e30.e30.", "null.null.null"})
    void what_is_no_token_is_refused(String text) {
        refused(tokens(Map.of()), text, TokenFault.MALFORMED);
    }

    @Test
    void claims_of_the_wrong_kind_and_a_huge_token_are_refused() throws Exception {
        ConnectionTokens tokens = tokens(Map.of());
        refused(tokens, signed(claims -> claims.claim("uid", 7)), TokenFault.MALFORMED);
        refused(tokens, signed(claims -> claims.claim("aid", List.of("a"))), TokenFault.MALFORMED);
        refused(tokens, signed(claims -> claims.claim("did", "x".repeat(9000))), TokenFault.MALFORMED);
    }

    @Test
    void a_token_that_names_no_user_is_refused() throws Exception {
        ConnectionTokens tokens = tokens(Map.of());
        refused(tokens, signed(claims -> claims.claim("uid", null)), TokenFault.NO_USER);
        refused(tokens, signed(claims -> claims.claim("uid", " ")), TokenFault.NO_USER);
    }

    @Test
    void issuer_and_audience_are_asked_for_where_they_are_set() throws Exception {
        ConnectionTokens tokens = tokens(Map.of("signalbox.token.issuer", "shop", "signalbox.token.audience", "hub"));
        refused(tokens, signed(claims -> claims.audience("hub")), TokenFault.ISSUER);
        refused(tokens, signed(claims -> claims.issuer("thief").audience("hub")), TokenFault.ISSUER);
        refused(tokens, signed(claims -> claims.issuer("shop")), TokenFault.AUDIENCE);
        refused(tokens, signed(claims -> claims.issuer("shop").audience("mail")), TokenFault.AUDIENCE);
        assertThat(tokens.verify(signed(claims -> claims.issuer("shop").audience(List.of("mail", "hub"))))
                        .userId())
                .isEqualTo("alice");
    }

    @Test
    @Tag("C07")
    void each_app_has_its_own_key_and_the_others_share_the_default() throws Exception {
        Path file = Files.writeString(folder.resolve("keys"), "shop.key=" + OTHER_KEY + "\nshop.algorithm=HS512\n");
        ConnectionTokens tokens = tokens(Map.of("signalbox.token.keys-file", file.toString()));
        UnaryOperator<JWTClaimsSet.Builder> ofShop = claims -> claims.claim("aid", "shop");
        assertThat(tokens.verify(signed(JWSAlgorithm.HS512, OTHER_KEY, ofShop)).appId())
                .isEqualTo("shop");
        refused(tokens, signed(JWSAlgorithm.HS512, KEY, ofShop), TokenFault.SIGNATURE);
        refused(tokens, signed(JWSAlgorithm.HS256, KEY, ofShop), TokenFault.ALGORITHM);
        refused(tokens, signed(JWSAlgorithm.HS256, OTHER_KEY, claims -> claims), TokenFault.SIGNATURE);
        assertThat(tokens.verify(signed(claims -> claims.claim("aid", "unknown")))
                        .appId())
                .isEqualTo("unknown");
    }

    @ParameterizedTest
    @Tag("C07")
    @CsvSource(
            delimiter = '|',
            value = {
                "signalbox.token.key       | short                | at least 32 bytes",
                "signalbox.token.algorithm | RS256                | one of [HS256, HS384, HS512]",
                "signalbox.token.algorithm | none                 | one of [HS256, HS384, HS512]",
                "signalbox.token.mode      | maybe                | one of [off, optional, required]",
                "signalbox.token.key       | ''                   | signalbox.token.key is not",
                "signalbox.token.keys-file | no-such-file         | cannot be read",
            })
    void a_bad_setting_is_reported_and_no_key_with_it(String key, String value, String reported) {
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> tokens(Map.of(key, value)))
                .withMessageContaining(reported)
                .withMessageNotContaining(KEY);
    }

    @ParameterizedTest
    @Tag("C07")
    @CsvSource({
        "shop.key=short,at least 32 bytes",
        "shop.issuer=x,at least 32 bytes",
        "shop.kee=x,is none of",
        "x=y,is none of"
    })
    void a_bad_file_of_keys_is_reported(String line, String reported) throws Exception {
        Path file = Files.writeString(folder.resolve("keys"), line);
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> tokens(Map.of("signalbox.token.keys-file", file.toString())))
                .withMessageContaining(reported);
    }

    @Test
    @Tag("C07")
    void two_apps_with_one_key_and_issuer_are_reported() throws Exception {
        Path file = Files.writeString(
                folder.resolve("keys"),
                "a.key=" + OTHER_KEY + "\nb.key=" + OTHER_KEY + "\nc.key=" + OTHER_KEY + "\nc.issuer=c\n");
        assertThatExceptionOfType(SettingsException.class)
                .isThrownBy(() -> tokens(Map.of("signalbox.token.keys-file", file.toString())))
                .withMessageContaining("'a' and 'b' have the same key")
                .withMessageNotContaining(OTHER_KEY);
    }

    @Test
    void a_node_without_a_key_issues_nothing() {
        assertThatExceptionOfType(IllegalStateException.class)
                .isThrownBy(() -> new ConnectionTokens(TokenSettings.OFF, clock).issue(TokenClaims.of("alice")))
                .withMessageContaining("signalbox.token.key");
    }

    @Test
    void who_has_a_token_cannot_say_otherwise_of_user_type_app_and_namespace() {
        TokenClaims token = new TokenClaims("alice", null, "phone", null, null, List.of("g1,g2"));
        Map<String, String> query = Map.of(
                "user_id",
                "bob",
                "user_type",
                "agent",
                "app_id",
                "shop",
                "namespace",
                "eu",
                "device_id",
                "tablet",
                "group_id",
                "g3",
                "user_name",
                "Alice");
        Identity identity = new AttributeReader(AttributeSource.DEFAULT_ORDER, clock)
                .read(query::get, header -> header.equals("X-User-ID") ? "carol" : null, token)
                .identity();
        assertThat(identity.user())
                .isEqualTo(new UserKey(new Tenant(Tenant.DEFAULT_APP, Tenant.DEFAULT_NAMESPACE), "alice"));
        assertThat(identity.userType()).isEqualTo(UserType.VISITOR);
        assertThat(identity.deviceId()).isEqualTo("phone");
        assertThat(identity.groups()).containsExactly("g1", "g2");
        assertThat(identity.userName()).isEqualTo("Alice");
    }

    private static void refused(ConnectionTokens tokens, String token, TokenFault fault) {
        assertThatExceptionOfType(InvalidTokenException.class)
                .isThrownBy(() -> tokens.verify(token))
                .matches(refusal -> refusal.fault() == fault, "is for " + fault)
                .matches(refusal -> token.length() < 3
                        || !String.valueOf(refusal.getMessage()).contains(token));
    }

    private String signed(UnaryOperator<JWTClaimsSet.Builder> change) throws Exception {
        return signed(JWSAlgorithm.HS256, KEY, change);
    }

    /** Made by another's code, as an application's backend would. */
    private String signed(JWSAlgorithm algorithm, String key, UnaryOperator<JWTClaimsSet.Builder> change)
            throws Exception {
        JWTClaimsSet.Builder alice = new JWTClaimsSet.Builder()
                .claim("uid", "alice")
                .expirationTime(Date.from(clock.instant().plusSeconds(300)));
        SignedJWT jwt =
                new SignedJWT(new JWSHeader(algorithm), change.apply(alice).build());
        jwt.sign(new MACSigner(key.getBytes(StandardCharsets.UTF_8)));
        return jwt.serialize();
    }

    private ConnectionTokens tokens(Map<String, String> more) {
        Map<String, String> values =
                new HashMap<>(Map.of("signalbox.token.mode", "required", "signalbox.token.key", KEY));
        values.putAll(more);
        SettingsReader reader = new SettingsReader(values::get, values.keySet());
        TokenSettings settings = TokenSettings.from(reader);
        reader.finish();
        return new ConnectionTokens(settings, clock);
    }
}
