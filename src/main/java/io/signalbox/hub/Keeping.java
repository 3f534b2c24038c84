package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.protocol.Message;
import java.util.function.BiConsumer;

/** Puts untracked messages into inboxes when nobody waits to hear whether that worked. Never waits. */
final class Keeping {
    private static final System.Logger LOG = System.getLogger(Keeping.class.getName());

    private final BiConsumer<Object, Runnable> strand;

    /** @param strand runs a task, where it may block, behind those with the same key */
    Keeping(BiConsumer<Object, Runnable> strand) {
        this.strand = strand;
    }

    /** @param storing stores the message; when it cannot, that is logged and the message is lost */
    void keep(UserKey user, Message message, Runnable storing) {
        strand.accept(user, () -> {
            try {
                storing.run();
            } catch (InboxUnavailableException | InboxFullException | DirectoryUnavailableException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "untracked message lost, its receiver is away and it could not be stored: user={0} message={1}: {2}",
                        user,
                        message.messageId(),
                        e.getMessage());
            }
        });
    }
}
