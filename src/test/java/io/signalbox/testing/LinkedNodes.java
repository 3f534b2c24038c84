package io.signalbox.testing;

import io.signalbox.hub.Directory;
import io.signalbox.hub.DirectoryUnavailableException;
import io.signalbox.hub.LinkMessage;
import io.signalbox.hub.NodeLinks;
import io.signalbox.identity.UserKey;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Several nodes in one process: a directory that all share and links between them. Link messages arrive at once on the
 * sender's thread, or, when {@link #hold held}, when the test says so. Safe from any thread.
 */
public final class LinkedNodes {
    private final ConcurrentMap<UserKey, Set<String>> present = new ConcurrentHashMap<>();
    private final Map<String, Consumer<LinkMessage>> receivers = new LinkedHashMap<>();
    private final List<Runnable> underWay = new ArrayList<>();
    private final List<LinkMessage> sent = new ArrayList<>();
    private volatile boolean directoryDown;
    private volatile Runnable beforeArrival = () -> {};
    private volatile Predicate<LinkMessage> lost = message -> false;
    private boolean holding;

    /** The directory as one node sees it. */
    public Directory directory(String nodeId) {
        return new SharedDirectory(nodeId);
    }

    /** The links of one node. */
    public NodeLinks links(String nodeId) {
        return new Links(nodeId);
    }

    /** From now on the directory does not answer (or answers again). */
    public void directoryDown(boolean value) {
        directoryDown = value;
    }

    /** The directory loses what it knew of a user. */
    public void forget(UserKey user) {
        present.remove(user);
    }

    /** The users that the directory knows to be anywhere. */
    public Set<UserKey> present() {
        return Set.copyOf(present.keySet());
    }

    /** Runs each time a node is about to say that a user arrived. */
    public void beforeArrival(Runnable hook) {
        beforeArrival = hook;
    }

    /** Link messages that satisfy this never arrive. */
    public void lose(Predicate<LinkMessage> which) {
        lost = which;
    }

    /** From now on link messages are under way until {@link #deliver}. */
    public synchronized void hold() {
        holding = true;
    }

    /** Hands over what is under way, in order, and what is sent meanwhile. */
    public void deliver() {
        while (true) {
            Runnable next;
            synchronized (this) {
                if (underWay.isEmpty()) {
                    return;
                }
                next = underWay.remove(0);
            }
            next.run();
        }
    }

    /** Every link message sent so far. */
    public synchronized List<LinkMessage> sent() {
        return List.copyOf(sent);
    }

    private void send(String to, LinkMessage message) {
        Consumer<LinkMessage> receiver;
        synchronized (this) {
            sent.add(message);
            receiver = receivers.get(to);
            if (receiver == null || lost.test(message)) {
                return;
            }
            if (holding) {
                underWay.add(() -> receiver.accept(message));
                return;
            }
        }
        receiver.accept(message);
    }

    private synchronized List<String> othersThan(String nodeId) {
        return receivers.keySet().stream().filter(id -> !id.equals(nodeId)).toList();
    }

    private final class Links implements NodeLinks {
        private final String self;

        Links(String self) {
            this.self = self;
        }

        @Override
        public void toNode(String nodeId, LinkMessage message) {
            send(nodeId, message);
        }

        @Override
        public void toOthers(LinkMessage message) {
            othersThan(self).forEach(id -> send(id, message));
        }

        @Override
        public Set<String> others() {
            return Set.copyOf(othersThan(self));
        }

        @Override
        public void onMessage(Consumer<LinkMessage> receiver) {
            synchronized (LinkedNodes.this) {
                receivers.put(self, receiver);
            }
        }
    }

    private final class SharedDirectory implements Directory {
        private final String self;

        SharedDirectory(String self) {
            this.self = self;
        }

        @Override
        public boolean arrived(UserKey user) {
            beforeArrival.run();
            answer();
            boolean[] unknown = new boolean[1];
            present.compute(user, (key, nodes) -> {
                Set<String> before = nodes == null ? Set.of() : nodes;
                unknown[0] = !before.contains(self);
                return with(before, self);
            });
            return unknown[0];
        }

        @Override
        public void left(UserKey user) {
            answer();
            present.computeIfPresent(user, (key, nodes) -> {
                Set<String> remaining = new TreeSet<>(nodes);
                remaining.remove(self);
                return remaining.isEmpty() ? null : Set.copyOf(remaining);
            });
        }

        @Override
        public boolean onlyHere() {
            return othersThan(self).isEmpty();
        }

        @Override
        public Set<String> nodesOf(UserKey user) {
            answer();
            return present.getOrDefault(user, Set.of());
        }

        private void answer() {
            if (directoryDown) {
                throw new DirectoryUnavailableException("told to be down", new IllegalStateException());
            }
        }

        private static Set<String> with(Set<String> nodes, String added) {
            Set<String> all = new TreeSet<>(nodes);
            all.add(added);
            return Set.copyOf(all);
        }
    }
}
