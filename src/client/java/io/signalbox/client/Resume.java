package io.signalbox.client;

import io.signalbox.protocol.Message;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a client knows of its inbox, over all its connections. Confined, but for the questions, to the scheduler thread. */
final class Resume {
    private static final int REMEMBERED = 1024;

    private final @Nullable ResumeStorage storage;
    private volatile @Nullable String epoch;
    private volatile Dedupe dedupe;
    private @Nullable ResumePoint saved;

    /** @param processedUpTo where it begins when nothing is kept */
    Resume(long processedUpTo, @Nullable ResumeStorage storage) {
        this.storage = storage;
        ResumePoint kept = storage == null ? null : storage.load();
        this.epoch = kept == null ? null : kept.epoch();
        this.saved = kept;
        this.dedupe = new Dedupe(kept == null ? processedUpTo : kept.lastSeq(), REMEMBERED);
    }

    /** Of the present life of the inbox. Safe from any thread. */
    Dedupe dedupe() {
        return dedupe;
    }

    /** Safe from any thread. */
    ResumePoint point() {
        return new ResumePoint(epoch, dedupe.processedUpTo());
    }

    /** The hub registered a connection, and said that. */
    void registered(Recovery recovery) {
        if (recovery.isUnknown()) {
            return;
        }
        if (recovery.isOtherLife() || (epoch != null && !epoch.equals(recovery.epoch()))) {
            dedupe = new Dedupe(0, REMEMBERED);
        }
        epoch = recovery.epoch();
    }

    /** A stored message with the life of the inbox that it came from. */
    Message received(Message message) {
        return message.seq() == 0 || epoch == null
                ? message
                : message.toBuilder().epoch(epoch).build();
    }

    /** Whether it came before positions began to count anew. */
    boolean isOfAnotherLife(Message message) {
        return message.epoch() != null && !message.epoch().equals(epoch);
    }

    /** Keeps the point where the application said, when it moved. @param failed told what the storage threw */
    void save(Consumer<RuntimeException> failed) {
        ResumePoint point = point();
        if (storage == null || Objects.equals(point, saved)) {
            return;
        }
        saved = point;
        try {
            storage.save(point);
        } catch (RuntimeException e) {
            failed.accept(e);
        }
    }
}
