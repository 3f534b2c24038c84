package io.signalbox.store;

/** What is at the bottom of a failure: the container and Hibernate wrap it several times. */
final class RootCause {
    private RootCause() {}

    /** Its class and message. */
    static String of(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null) {
            root = root.getCause();
        }
        return root.getClass().getSimpleName() + ": " + root.getMessage();
    }
}
