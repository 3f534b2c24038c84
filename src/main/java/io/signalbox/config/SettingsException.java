package io.signalbox.config;

import java.util.List;

/** The configuration is not usable. The message lists every problem, one a line. */
public final class SettingsException extends RuntimeException {
    private final List<String> problems;

    /** @param problems each with its key, what is wrong and what is allowed */
    public SettingsException(List<String> problems) {
        super("configuration has " + problems.size() + (problems.size() == 1 ? " problem" : " problems") + ":\n  - "
                + String.join("\n  - ", problems));
        this.problems = List.copyOf(problems);
    }

    /** Each problem: the key, what is wrong, what is allowed. */
    public List<String> problems() {
        return problems;
    }
}
