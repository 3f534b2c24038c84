package io.signalbox.hub;

import io.signalbox.identity.ResumePoint;
import io.signalbox.identity.UserKey;
import io.signalbox.node.NodeScheduler;
import io.signalbox.node.Strands;
import io.signalbox.session.ClientSession;
import io.signalbox.session.OpeningWire;
import org.jspecify.annotations.Nullable;

/** How the feeds of new connections begin: behind what their clients say, or at the beginning. Safe from any thread. */
final class Resumptions {
    private final String nodeId;
    private final Inbox inbox;
    private final Groups groups;
    private final Acknowledgements acknowledgements;
    private final Strands strands;
    private final NodeScheduler scheduler;

    Resumptions(
            String nodeId,
            Inbox inbox,
            Groups groups,
            Acknowledgements acknowledgements,
            Strands strands,
            NodeScheduler scheduler) {
        this.nodeId = nodeId;
        this.inbox = inbox;
        this.groups = groups;
        this.acknowledgements = acknowledgements;
        this.strands = strands;
        this.scheduler = scheduler;
    }

    /**
     * What begins a connection's feed; to be run where it may block.
     *
     * @param point how far the client came; null when it says nothing
     * @param opening what writes nothing before the client is told how it was resumed; null when it is told nothing
     */
    Runnable start(ClientSession session, @Nullable ResumePoint point, @Nullable OpeningWire opening, InboxFeed feed) {
        if (opening == null && !inbox.remembersDevices()) {
            return feed::start;
        }
        UserKey user = session.identity().user();
        Resumption resumption = new Resumption(
                session,
                point == null ? ResumePoint.START : point,
                inbox,
                feed,
                acknowledgements,
                task -> strands.execute(session, task),
                scheduler,
                opening == null
                        ? null
                        : new Resumption.Opening(
                                opening, resumed -> HubReplies.registered(session, nodeId, groups.of(user), resumed)));
        return resumption::start;
    }
}
