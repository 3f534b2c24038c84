package io.signalbox.hub;

import io.signalbox.identity.UserKey;

/** That a user is, or was, in a group of the user's tenant. */
public record GroupMember(UserKey user, String group) {}
