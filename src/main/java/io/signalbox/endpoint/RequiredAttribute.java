package io.signalbox.endpoint;

import io.signalbox.identity.HandshakeAttributes;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** What a node may ask each handshake to say, instead of taking what is usual (contract C03). */
enum RequiredAttribute {
    /** Without it the connection says in its first frame who it is. */
    USER_ID(HandshakeAttributes::awaitsRegistration),
    /** Without it the user is a visitor. */
    USER_TYPE(attributes -> !attributes.saysUserType());

    private final Predicate<HandshakeAttributes> missing;
    private final String parameter = name().toLowerCase(Locale.ROOT);

    RequiredAttribute(Predicate<HandshakeAttributes> missing) {
        this.missing = missing;
    }

    /** @return the names of those that a handshake does not say, in their order, with {@code and} between; or empty */
    static String missing(Collection<RequiredAttribute> required, HandshakeAttributes attributes) {
        return required.stream()
                .filter(attribute -> attribute.missing.test(attributes))
                .sorted()
                .map(attribute -> attribute.parameter)
                .collect(Collectors.joining(" and "));
    }

    /** @throws IllegalArgumentException when one is none of these */
    static Set<RequiredAttribute> parse(String text) {
        Set<RequiredAttribute> attributes = EnumSet.noneOf(RequiredAttribute.class);
        for (String part : text.split(",", -1)) {
            attributes.add(Arrays.stream(values())
                    .filter(attribute -> attribute.parameter.equals(part.strip()))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("must be a list of user_id and user_type")));
        }
        return attributes;
    }
}
