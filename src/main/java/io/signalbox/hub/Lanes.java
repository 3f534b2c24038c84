package io.signalbox.hub;

import io.signalbox.session.ClientSession;
import java.util.ArrayDeque;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;

/**
 * Keeps each sender's messages in order while some of them are being stored, without a thread that waits for that.
 * Several that are stored first may be under way together, because the store keeps their order; everything else waits
 * until they have arrived, as it would behind a thread that waits.
 *
 * <p>{@link #run} and what it starts happen on the sender's strand only, so a lane needs no lock. A sender without
 * anything under way has no lane.
 */
final class Lanes {
    private static final System.Logger LOG = System.getLogger(Lanes.class.getName());
    /** Most messages of one sender that are being stored at once. */
    private static final int TOGETHER = 256;

    private final BiConsumer<Object, Runnable> strand;
    private final Map<ClientSession, Lane> lanes = new ConcurrentHashMap<>();

    /** @param strand runs a task behind those with the same key, without fail */
    Lanes(BiConsumer<Object, Runnable> strand) {
        this.strand = strand;
    }

    /** One message of a sender. */
    interface Step {
        /** Whether it goes to the store before anything else, so that it may be under way with others that do. */
        boolean isStoredFirst();

        /**
         * Begins. Handles its failures itself.
         *
         * @param then where to go on when the store has answered
         * @return completes, on {@code then}, when all is done
         */
        CompletableFuture<?> start(Executor then);
    }

    /** Runs a step behind those of the same sender. On the sender's strand. */
    void run(ClientSession sender, Step step) {
        Lane lane = lanes.get(sender);
        if (lane == null) {
            begin(sender, step);
        } else {
            lane.held.add(step);
            goOn(sender, lane);
        }
    }

    private void begin(ClientSession sender, Step step) {
        CompletableFuture<?> done = step.start(task -> strand.accept(sender, task));
        if (done.isDone()) {
            return;
        }
        // Completes on this strand, so not before this is through.
        Lane lane = lanes.computeIfAbsent(sender, key -> new Lane());
        lane.together = step.isStoredFirst();
        lane.underWay++;
        done.whenComplete((result, failure) -> {
            if (failure != null) {
                LOG.log(System.Logger.Level.ERROR, "a message that was stored could not be handed on", failure);
            }
            lane.underWay--;
            goOn(sender, lane);
        });
    }

    private void goOn(ClientSession sender, Lane lane) {
        for (Step next = lane.held.peek(); next != null && lane.admits(next); next = lane.held.peek()) {
            lane.held.remove();
            begin(sender, next);
        }
        if (lane.underWay == 0 && lane.held.isEmpty()) {
            lanes.remove(sender);
        }
    }

    private static final class Lane {
        private final Queue<Step> held = new ArrayDeque<>();
        private int underWay;
        /** Whether all of those under way are stored first. */
        private boolean together;

        /** A step that is not stored first may itself have to be stored in the end; then nothing joins it. */
        boolean admits(Step step) {
            return underWay == 0 || together && step.isStoredFirst() && underWay < TOGETHER;
        }
    }
}
