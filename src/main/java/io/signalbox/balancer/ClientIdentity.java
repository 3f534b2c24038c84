package io.signalbox.balancer;

import io.signalbox.protocol.Frame;
import io.signalbox.protocol.Limits;
import io.signalbox.transport.ResponseHead;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What the balancer calls a client.
 *
 * @param id the client's own, the hub's, or ours
 * @param name for people; the id when nothing better is known
 * @param chosenByClient whether the client named its id in the handshake, so that a registration does not change it
 */
record ClientIdentity(String id, String name, boolean chosenByClient) {
    /** Header of the hub's answer that carries the client id. */
    static final String CLIENT_ID_HEADER = "X-WSC-Client-ID";

    /** The identity after the handshake; {@code ours} is the id when nobody gave one. */
    static ClientIdentity of(ConnectRequest request, ResponseHead answer, String ours) {
        Optional<String> chosen = request.attribute("client_id", "X-Client-ID");
        String id = answer.header(CLIENT_ID_HEADER)
                .filter(ClientIdentity::acceptable)
                .or(() -> chosen)
                .orElse(ours);
        String name = request.attribute("user_name", "X-User-Name")
                .or(() -> request.attribute("client_name", "X-Client-Name"))
                .orElse(id);
        return new ClientIdentity(id, name, chosen.isPresent());
    }

    /** The identity after the client's first frame said who it is. */
    ClientIdentity registered(Frame.Registration registration) {
        String newId = chosenByClient ? id : orElse(registration.clientId(), id);
        return new ClientIdentity(newId, orElse(registration.clientName(), name.equals(id) ? newId : name), true);
    }

    /** The identity after the client told its name. */
    ClientIdentity named(String newName) {
        return new ClientIdentity(id, newName, chosenByClient);
    }

    /** Whether a text may be an id or a name. */
    static boolean acceptable(String text) {
        return !text.isBlank()
                && text.length() <= Limits.MAX_ID_LENGTH
                && text.chars().noneMatch(Character::isISOControl);
    }

    private static String orElse(@Nullable String text, String other) {
        return text != null && acceptable(text) ? text : other;
    }
}
