package io.signalbox.hub;

import io.signalbox.config.SettingsReader;

/**
 * Bounds of groups.
 *
 * @param max most groups that a node holds; beyond it {@code groups_exhausted}
 * @param maxMembers most members of a group, also of one that says no number or a larger one; beyond it {@code
 *     group_full}
 * @param maxMemberships most members of all groups together that a node holds; beyond it {@code groups_exhausted}
 * @param maxTrackedMembers most members that a group message with {@code require_ack} is stored for; beyond it {@code
 *     group_too_large}
 * @param joinDefault whether who names no group at connect joins {@code __default_gp__}
 */
public record GroupSettings(int max, int maxMembers, int maxMemberships, int maxTrackedMembers, boolean joinDefault) {
    /** What holds when nothing is set. */
    public static final GroupSettings DEFAULTS = new GroupSettings(100_000, 100_000, 1_000_000, 1000, false);

    /** Reads and validates; problems are collected in {@code settings}. */
    public static GroupSettings from(SettingsReader settings) {
        return new GroupSettings(
                settings.integer("signalbox.groups.max", DEFAULTS.max, 1, 10_000_000),
                settings.integer("signalbox.groups.max-members", DEFAULTS.maxMembers, 1, 10_000_000),
                settings.integer("signalbox.groups.max-memberships", DEFAULTS.maxMemberships, 1, 100_000_000),
                settings.integer("signalbox.groups.max-tracked-members", DEFAULTS.maxTrackedMembers, 1, 100_000),
                settings.bool("signalbox.groups.default", DEFAULTS.joinDefault));
    }
}
