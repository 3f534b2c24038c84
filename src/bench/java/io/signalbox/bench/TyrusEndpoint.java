package io.signalbox.bench;

import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** {@link Dialect#PLAIN} as most applications would write it: one annotated class, asynchronous sends in a loop. */
@ServerEndpoint("/{role}")
public final class TyrusEndpoint {
    /** Said when a connection can be reached: the handshake's answer goes out before the endpoint knows of it. */
    static final String READY = "ready";

    private static final Set<Session> SUBSCRIBERS = ConcurrentHashMap.newKeySet();
    private static final Map<String, Session> BY_ID = new ConcurrentHashMap<>();

    @OnOpen
    public void opened(Session session, @PathParam("role") String role) {
        if (role.equals("sub")) {
            SUBSCRIBERS.add(session);
        } else if (role.equals("p2p")) {
            BY_ID.put(id(session), session);
        }
        session.getAsyncRemote().sendText(READY);
    }

    @OnMessage
    public void received(Session session, @PathParam("role") String role, String text) {
        if (role.equals("echo")) {
            session.getAsyncRemote().sendText(text);
        } else if (role.equals("pub")) {
            for (Session subscriber : SUBSCRIBERS) {
                subscriber.getAsyncRemote().sendText(text);
            }
        } else {
            Session receiver = BY_ID.get(text.substring(0, text.indexOf(' ')));
            if (receiver != null) {
                receiver.getAsyncRemote().sendText(text);
            }
        }
    }

    @OnClose
    public void closed(Session session, @PathParam("role") String role) {
        SUBSCRIBERS.remove(session);
        if (role.equals("p2p")) {
            BY_ID.remove(id(session), session);
        }
    }

    private static String id(Session session) {
        List<String> values = session.getRequestParameterMap().get("id");
        return values == null ? "" : values.get(0);
    }
}
