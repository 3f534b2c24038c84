package io.signalbox.endpoint;

import io.signalbox.config.SettingsReader;
import io.signalbox.identity.UserType;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * Which users and addresses may connect at all (contract C03, C14).
 *
 * @param required what a handshake has to say of its user, {@code user_id}, {@code user_type} or both with a comma
 *     between; one without it is answered 400; empty: nothing
 * @param userTypes user types that may connect, such as {@code agent,customer}; others are answered 403; empty: every
 *     type that a client may have
 * @param allowedAddresses networks and addresses that may connect, such as {@code 10.0.0.0/8,2001:db8::/32}; others are
 *     answered 403; empty: all. What counts is the address that connects to the node: behind a balancer the balancer's
 * @param deniedAddresses networks and addresses that may not connect, also when they are among the allowed
 * @param lockAfter so many handshakes in a row that were answered 400, 401 or 403 lock their address out: it is answered
 *     429; zero: never, which is right behind a balancer, where all clients have its address
 * @param lockTime how long an address is locked out
 */
public record AccessSettings(
        Set<RequiredAttribute> required,
        Set<UserType> userTypes,
        List<Network> allowedAddresses,
        List<Network> deniedAddresses,
        int lockAfter,
        Duration lockTime) {
    public AccessSettings {
        required = Set.copyOf(required);
        userTypes = Set.copyOf(userTypes);
        allowedAddresses = List.copyOf(allowedAddresses);
        deniedAddresses = List.copyOf(deniedAddresses);
    }

    /** Reads and validates; problems are collected in {@code settings}. */
    static AccessSettings from(SettingsReader settings) {
        return new AccessSettings(
                settings.parsed("signalbox.hub.required-attributes", Set.of(), RequiredAttribute::parse),
                settings.parsed("signalbox.hub.allowed-user-types", Set.of(), AccessSettings::userTypes),
                settings.parsed("signalbox.hub.allowed-addresses", List.of(), Network::parseList),
                settings.parsed("signalbox.hub.denied-addresses", List.of(), Network::parseList),
                settings.integer("signalbox.hub.lock-after", 0, 0, 1000),
                settings.duration(
                        "signalbox.hub.lock-time",
                        Duration.ofSeconds(300),
                        Duration.ofSeconds(1),
                        Duration.ofHours(24)));
    }

    /** Whether users of that type may connect. */
    boolean allows(UserType type) {
        return userTypes.isEmpty() || userTypes.contains(type);
    }

    /** Whether that address may connect. @param literal as the container tells it */
    boolean allowsAddress(String literal) {
        if (allowedAddresses.isEmpty() && deniedAddresses.isEmpty()) {
            return true;
        }
        var address = Network.address(literal);
        return deniedAddresses.stream().noneMatch(network -> network.contains(address))
                && (allowedAddresses.isEmpty()
                        || allowedAddresses.stream().anyMatch(network -> network.contains(address)));
    }

    private static Set<UserType> userTypes(String text) {
        Set<UserType> types = EnumSet.noneOf(UserType.class);
        for (String part : text.split(",", -1)) {
            UserType type = UserType.ofWireName(part.strip());
            if (type == null || !type.claimable()) {
                throw new IllegalArgumentException(
                        "must be a list of visitor, customer, agent, admin, bot, vip and observer");
            }
            types.add(type);
        }
        return types;
    }
}
