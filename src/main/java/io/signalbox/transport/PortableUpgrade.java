package io.signalbox.transport;

import org.glassfish.tyrus.servlet.TyrusHttpUpgradeHandler;

/** Chooses what handles an upgraded connection on the portable wire. */
public final class PortableUpgrade {
    private PortableUpgrade() {}

    /** Ours in place of Tyrus's own; any other handler stays as it is. */
    @SuppressWarnings("unchecked") // ours is a subclass of what was asked for
    public static <T> Class<T> handlerFor(Class<T> asked) {
        return asked == (Class<?>) TyrusHttpUpgradeHandler.class
                ? (Class<T>) (Class<?>) GuardedUpgradeHandler.class
                : asked;
    }
}
