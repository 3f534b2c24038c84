package io.signalbox.admin;

import io.signalbox.api.Signalbox;
import io.signalbox.hub.ObserverScope;
import io.signalbox.hub.ObserverStats;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Comparator;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who watches on this node (contract O02). */
@RequestScoped
@Path("v1/observers")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "connections")
public class ObserversResource {
    private static final Comparator<Scope> ORDER =
            Comparator.comparing(Scope::appId).thenComparing(Scope::namespace).thenComparing(Scope::group);

    private final Signalbox signalbox;

    @Inject
    ObserversResource(Signalbox signalbox) {
        this.signalbox = signalbox;
    }

    /** For the container's proxy. */
    @SuppressWarnings("NullAway")
    protected ObserversResource() {
        this(null);
    }

    /** Observers, what they watch, and the copies that they got. */
    @GET
    @Operation(
            summary = "Observers of this node",
            description =
                    "Of every app. A scope without namespace is a whole app, one without group a whole namespace.")
    public Statistics statistics() {
        ObserverStats stats = signalbox.observers();
        return new Statistics(
                stats.connections(),
                stats.byScope().entrySet().stream()
                        .map(entry -> scope(entry.getKey(), entry.getValue()))
                        .sorted(ORDER)
                        .toList(),
                stats.copies(),
                stats.dropped());
    }

    private static Scope scope(ObserverScope scope, int observers) {
        return new Scope(scope.appId(), scope.namespace(), scope.groupId(), observers);
    }

    /**
     * Who watches.
     *
     * @param connections observers that are connected; one that watches several groups counts once
     * @param copies that observers were sent since the start of the node
     * @param dropped copies for which there was no room
     */
    public record Statistics(int connections, List<Scope> scopes, long copies, long dropped) {
        public Statistics {
            scopes = List.copyOf(scopes);
        }
    }

    /** What is watched, and by how many. */
    public record Scope(String appId, String namespace, String group, int observers) {}
}
