package io.signalbox.identity;

import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What kind of client a {@code User-Agent} header tells of (contract C15). The first rule that matches decides. */
final class UserAgent {
    private static final List<Rule> RULES = List.of(
            // First: crawlers name the phone that they pretend to be. Cubot makes real phones.
            rule("(?<!cu)bot\\b|crawler|spider|slurp|headlesschrome", ClientType.API),
            rule("^(curl|wget|python|java|go-http-client|node|postmanruntime|apache-httpclient)\\b", ClientType.API),
            rule("\\b(electron|tauri|nwjs|cefsharp)\\b", ClientType.DESKTOP),
            rule("mobile|tablet|android|iphone|ipad|ipod|kindle|silk/|\\bokhttp\\b|cfnetwork", ClientType.MOBILE));

    private UserAgent() {}

    /** @param header null or blank: none was sent, as programs do */
    static ClientType clientType(@Nullable String header) {
        if (header == null || header.isBlank()) {
            return ClientType.API;
        }
        for (Rule rule : RULES) {
            if (rule.pattern().matcher(header).find()) {
                return rule.type();
            }
        }
        return ClientType.WEB;
    }

    private static Rule rule(String pattern, ClientType type) {
        return new Rule(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), type);
    }

    private record Rule(Pattern pattern, ClientType type) {}
}
