package io.signalbox.hub;

import io.signalbox.config.SettingsReader;
import io.signalbox.identity.ClientType;
import io.signalbox.session.LoginLimits;
import io.signalbox.session.LoginPolicy;
import java.util.EnumMap;
import java.util.Map;

/**
 * How often one user may be connected at once, and what becomes of who is beyond it (contract 2.3).
 *
 * @param policy when a user is connected as often as allowed and comes once more: {@code kick-old} ends the connection
 *     that said nothing for the longest time, {@code kick-new} refuses the new one, {@code allow-all} sets every limit
 *     aside
 * @param multi whether a user may have more than one connection
 * @param maxPerUser most connections of one user (app, namespace and user id) to this node; zero: any number, which is
 *     right for users that many share, such as those of bots and kiosks
 * @param maxPerClientType most connections of one user by client type, such as {@code mobile=1,web=3}; a type that is
 *     not named may have any number
 * @param notifies whether a connection is sent {@code force_offline} before it is closed; {@code kick_out} too, when
 *     the one who kicks does not say otherwise
 * @param noticeText what {@code force_offline} says
 */
public record LoginSettings(
        LoginPolicy policy,
        boolean multi,
        int maxPerUser,
        Map<ClientType, Integer> maxPerClientType,
        boolean notifies,
        String noticeText) {
    private static final int MOST = 100_000;
    /** What a node does that nobody set: no limit. */
    public static final LoginSettings DEFAULT = new LoginSettings(
            LoginPolicy.KICK_OLD, true, 0, Map.of(), true, "your account logged in on another device");

    public LoginSettings {
        maxPerClientType = Map.copyOf(maxPerClientType);
    }

    /** Reads and validates; problems are collected in {@code settings}. */
    static LoginSettings from(SettingsReader settings) {
        LoginSettings read = new LoginSettings(
                settings.choice("signalbox.login.policy", DEFAULT.policy),
                settings.bool("signalbox.login.multi", DEFAULT.multi),
                settings.integer("signalbox.login.max-per-user", DEFAULT.maxPerUser, 0, MOST),
                settings.parsed("signalbox.login.max-per-client-type", Map.of(), LoginSettings::perClientType),
                settings.bool("signalbox.login.notify", DEFAULT.notifies),
                settings.string("signalbox.login.notice-text", DEFAULT.noticeText));
        boolean limited = !read.multi || read.maxPerUser > 0 || !read.maxPerClientType.isEmpty();
        if (read.policy == LoginPolicy.ALLOW_ALL && limited) {
            settings.problem("signalbox.login.policy is allow-all, so there must be neither"
                    + " signalbox.login.multi=false nor signalbox.login.max-per-user"
                    + " nor signalbox.login.max-per-client-type");
        }
        return read;
    }

    /** What the registry holds each login against. */
    LoginLimits limits() {
        return new LoginLimits(policy, multi ? maxPerUser : 1, maxPerClientType);
    }

    private static Map<ClientType, Integer> perClientType(String text) {
        Map<ClientType, Integer> most = new EnumMap<>(ClientType.class);
        for (String entry : text.split(",", -1)) {
            String[] parts = entry.strip().split("=", -1);
            ClientType type = ClientType.ofWireName(parts[0].strip());
            if (parts.length != 2 || type == null || !parts[1].strip().matches("[1-9][0-9]{0,4}")) {
                throw new IllegalArgumentException(
                        "must be like mobile=1,web=3, of web, mobile, desktop and api, each from 1 to 99999");
            }
            if (most.put(type, Integer.parseInt(parts[1].strip())) != null) {
                throw new IllegalArgumentException("must name each client type once");
            }
        }
        return most;
    }
}
