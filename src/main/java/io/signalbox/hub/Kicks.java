package io.signalbox.hub;

import io.signalbox.identity.Tenant;
import io.signalbox.identity.UserKey;
import io.signalbox.protocol.CloseCode;
import io.signalbox.session.ClientSession;
import io.signalbox.session.Farewell;
import io.signalbox.session.Outgoing;
import io.signalbox.session.SessionRegistry;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Predicate;

/**
 * Ends connections because the operator or the application says so (contract 2.3, C21 to C23). Who is kicked is
 * registered nowhere on this node when the call returns, and nowhere on another that answered when its stage completes;
 * the last message and the close frame follow. Safe from any thread; nothing blocks. Stages never fail, and complete on
 * a thread that must not be blocked.
 */
public final class Kicks {
    private static final int AT_ONCE = 100;

    private final SessionRegistry sessions;
    private final LoginSettings settings;
    private final NodeTalk others;
    private final Predicate<ClientSession> leave;
    private final Farewell farewell;
    private final Clock clock;

    /** @param leave takes a session out of the hub; false when it was not there any more */
    Kicks(
            SessionRegistry sessions,
            LoginSettings settings,
            NodeTalk others,
            Predicate<ClientSession> leave,
            Farewell farewell,
            Clock clock) {
        this.sessions = sessions;
        this.settings = settings;
        this.others = others;
        this.leave = leave;
        this.farewell = farewell;
        this.clock = clock;
    }

    /** An order with a message that says the reason, if the settings ask for one. */
    public KickOrder order(UserKey user, String reason) {
        return new KickOrder(user, reason, settings.notifies(), reason);
    }

    /** The same as {@link #kick(KickOrder)}, with a message that says the reason if the settings ask for one. */
    public KickResult kick(UserKey user, String reason) {
        return kick(order(user, reason));
    }

    /** Ends all connections of a user to this node: {@code kick_out} if wanted, then 4505. */
    public KickResult kick(KickOrder order) {
        Instant now = clock.instant();
        return KickResult.of(order, end(order, now), now);
    }

    /** Ends all connections of a user, on every node. */
    public CompletionStage<KickResult> kickEverywhere(KickOrder order) {
        Instant now = clock.instant();
        KickTally here = end(order, now);
        return others.askOthers(new NodeQuestion.Kick(order))
                .thenApply(answers -> KickResult.of(order, here.plus(answers), now));
    }

    /** The same for each, in their order; a hundred at a time, so that they leave room for the questions of others. */
    public CompletionStage<List<KickResult>> kickEverywhere(List<KickOrder> orders) {
        return kickEverywhere(orders, new ArrayList<>());
    }

    private CompletionStage<List<KickResult>> kickEverywhere(List<KickOrder> orders, List<KickResult> done) {
        if (orders.isEmpty()) {
            return CompletableFuture.completedStage(done);
        }
        int now = Math.min(AT_ONCE, orders.size());
        List<CompletableFuture<KickResult>> results = orders.subList(0, now).stream()
                .map(order -> kickEverywhere(order).toCompletableFuture())
                .toList();
        return CompletableFuture.allOf(results.toArray(CompletableFuture<?>[]::new))
                .thenCompose(all -> {
                    results.forEach(result -> done.add(result.join()));
                    return kickEverywhere(orders.subList(now, orders.size()), done);
                });
    }

    private KickTally end(KickOrder order, Instant now) {
        Outgoing notice = order.notifies() ? Notices.kickOut(order.text(), order.reason(), now) : null;
        int kicked = 0;
        boolean notified = false;
        for (ClientSession session : sessions.of(order.user())) {
            if (leave.test(session)) {
                kicked++;
                boolean taken = farewell.say(session, notice, CloseCode.KICKED_OUT);
                notified |= notice != null && taken;
            }
        }
        return KickTally.here(kicked, notified);
    }

    /** Ends all connections of a user to this node without a message. @return how many */
    public int disconnectUser(UserKey user) {
        int ended = 0;
        for (ClientSession session : sessions.of(user)) {
            ended += disconnect(session) ? 1 : 0;
        }
        return ended;
    }

    /** Ends the connections of a tenant with that client id, on every node, without a message. */
    public CompletionStage<KickTally> disconnectEverywhere(Tenant tenant, String clientId) {
        KickTally here = KickTally.here(disconnectClient(tenant, clientId), false);
        return others.askOthers(new NodeQuestion.Disconnect(tenant, clientId)).thenApply(here::plus);
    }

    /**
     * Ends the connections of a tenant to this node with that client id without a message.
     *
     * @return how many; more than one only when users have the same client id
     */
    public int disconnectClient(Tenant tenant, String clientId) {
        int ended = 0;
        for (ClientSession session : sessions.query().ofClient(tenant, clientId)) {
            ended += disconnect(session) ? 1 : 0;
        }
        return ended;
    }

    /**
     * Makes the name and the profile of a user's connection again what its handshake said.
     *
     * @return false when there is no such connection
     */
    public boolean reset(UserKey user, String clientId) {
        ClientSession session = sessions.query().ofClient(user, clientId);
        if (session == null) {
            return false;
        }
        session.rename(session.identity().userName());
        session.profile(session.identity().profile());
        return true;
    }

    private boolean disconnect(ClientSession session) {
        boolean present = leave.test(session);
        if (present) {
            farewell.say(session, null, CloseCode.KICKED_OUT);
        }
        return present;
    }
}
