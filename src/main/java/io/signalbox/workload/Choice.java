package io.signalbox.workload;

import io.signalbox.identity.UserKey;

/** Who gets a case. */
public sealed interface Choice {
    /** @param load open cases of the agent; when the case was assigned, with it */
    record Chosen(UserKey agent, long load) implements Choice {}

    /** Nobody can take it now (contract A03). */
    record NoAgents(Reason reason) implements Choice {}

    /** Why nobody can. */
    enum Reason {
        /** No agent of the namespace is there. */
        NOBODY_THERE,
        /** Of those who are there none is whom the case needs. */
        NOBODY_FITS,
        /** All who fit have as many cases as they may have. */
        ALL_FULL
    }
}
