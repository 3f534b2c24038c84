package io.signalbox.hub;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import io.signalbox.node.NodeScheduler;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Questions of this node to other hubs. Links lose messages and nodes die, so each question has a time, and who asked
 * is told who said nothing. What waits is bounded.
 *
 * <p>Safe from any thread, and no call waits. Stages never fail; they complete on the thread that brings the last answer
 * or on the scheduler's, and what depends on them must not block it.
 */
final class NodeTalk {
    private final String nodeId;
    private final NodeLinks links;
    private final NodeScheduler scheduler;
    private final Duration timeout;
    private final int most;

    @GuardedBy("this")
    private final Map<Long, Round> rounds = new HashMap<>();

    /** Begins anywhere, so that an answer to the process that had this node's id before fits no question of this one. */
    @GuardedBy("this")
    private long lastId = ThreadLocalRandom.current().nextLong();

    NodeTalk(String nodeId, NodeLinks links, NodeScheduler scheduler, CommandSettings settings) {
        this.nodeId = nodeId;
        this.links = links;
        this.scheduler = scheduler;
        this.timeout = settings.nodeTimeout();
        this.most = settings.pending();
    }

    /** Asks every other hub. Done at once when there is none. */
    CompletionStage<Answers> askOthers(NodeQuestion question) {
        Round round = begin(links.others(), timeout);
        if (!round.outcome.isDone()) {
            links.toOthers(new LinkMessage.Ask(nodeId, round.id, question));
        }
        return round.outcome.minimalCompletionStage();
    }

    /** Asks one. @param longer how much more time the answer has than one that a node gives by itself */
    CompletionStage<Answers> ask(String node, NodeQuestion question, Duration longer) {
        Round round = begin(Set.of(node), timeout.plus(longer));
        if (!round.outcome.isDone()) {
            links.toNode(node, new LinkMessage.Ask(nodeId, round.id, question));
        }
        return round.outcome.minimalCompletionStage();
    }

    /** An answer came. One to no question, too late, or from a node that was not asked or answered before is left out. */
    void replied(LinkMessage.Reply reply) {
        Round complete;
        synchronized (this) {
            Round round = rounds.get(reply.id());
            if (round == null || !round.silent.remove(reply.from())) {
                return;
            }
            round.answers.put(reply.from(), reply.answer());
            complete = round.silent.isEmpty() ? rounds.remove(reply.id()) : null;
        }
        if (complete != null) {
            complete.end(true);
        }
    }

    /** Questions that wait for an answer. */
    synchronized int waiting() {
        return rounds.size();
    }

    private Round begin(Set<String> nodes, Duration time) {
        Round round;
        synchronized (this) {
            round = new Round(++lastId, nodes);
            if (nodes.isEmpty() || rounds.size() >= most) {
                round.end(nodes.isEmpty());
                return round;
            }
            rounds.put(round.id, round);
        }
        NodeScheduler.Task timer = scheduler.after(time, () -> timedOut(round.id));
        var unused = round.outcome.whenComplete((answers, failure) -> timer.cancel());
        return round;
    }

    private void timedOut(long id) {
        Round round;
        synchronized (this) {
            round = rounds.remove(id);
        }
        if (round != null) {
            round.end(true);
        }
    }

    /**
     * What came in time.
     *
     * @param byNode the answers, by node
     * @param silent the nodes that did not answer
     * @param asked false: too many questions wait, and nobody was asked
     */
    record Answers(Map<String, NodeAnswer> byNode, Set<String> silent, boolean asked) {}

    /** One question, to however many. Its sets are used under the lock of the table, and not after it was taken out. */
    private static final class Round {
        final long id;
        final Set<String> silent;
        final Map<String, NodeAnswer> answers = new TreeMap<>();
        final CompletableFuture<Answers> outcome = new CompletableFuture<>();

        Round(long id, Set<String> nodes) {
            this.id = id;
            this.silent = new TreeSet<>(nodes);
        }

        void end(boolean asked) {
            outcome.complete(new Answers(answers, silent, asked));
        }
    }
}
