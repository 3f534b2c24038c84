package io.signalbox.hub;

import io.signalbox.identity.UserKey;
import io.signalbox.protocol.Message;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** Puts messages into inboxes when nobody waits to hear whether that worked. Never waits. */
final class Keeping {
    private static final System.Logger LOG = System.getLogger(Keeping.class.getName());

    private final BiConsumer<Object, Runnable> strand;

    /** @param strand runs a task, where it may block, behind those with the same key */
    Keeping(BiConsumer<Object, Runnable> strand) {
        this.strand = strand;
    }

    /** @param storing stores the message, and waits; when it cannot, that is logged and the message is lost */
    void keep(UserKey user, Message message, Runnable storing) {
        strand.accept(user, () -> {
            try {
                storing.run();
            } catch (InboxUnavailableException | InboxFullException | DirectoryUnavailableException e) {
                lost(user, message, e);
            }
        });
    }

    /**
     * The same for what begins at once, in the order of calls.
     *
     * @param receivers for the log; what goes on when the message is stored does so on their strand
     * @param storing begins to store the message, and goes on where it is told to
     */
    void store(Object receivers, Message message, Function<Executor, CompletableFuture<?>> storing) {
        storing.apply(task -> strand.accept(receivers, task)).whenComplete((stored, thrown) -> {
            if (thrown != null) {
                lost(receivers, message, Stages.failure(thrown));
            }
        });
    }

    private static void lost(Object receivers, Message message, RuntimeException why) {
        LOG.log(
                System.Logger.Level.WARNING,
                "message lost, its receiver is away and it could not be stored: user={0} message={1}: {2}",
                receivers,
                message.messageId(),
                why.getMessage());
    }
}
