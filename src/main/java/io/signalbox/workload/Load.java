package io.signalbox.workload;

import io.signalbox.identity.UserKey;

/** How much an agent has. @param cases not negative */
public record Load(UserKey agent, long cases) {}
