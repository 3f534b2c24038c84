package io.signalbox.admin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * The API over HTTP: what is under {@code v1} is for programs, the rest is in the shapes of the reference balancer.
 *
 * <p>What belongs to it is listed, because how JSON is written must be an object from the start: of one that is found as
 * a class, Payara's resolver makes the object when it writes for the first time, and two first answers at once end one
 * of them with 500 (a list that one reads while the other clears it).
 */
@OpenAPIDefinition(
        info =
                @Info(
                        title = "Signalbox",
                        version = "1",
                        description = "Messages, groups, connections and work of the hub. Errors are RFC 9457 problem"
                                + " details; those of the protocol have the type urn:signalbox:error: and their code."),
        tags = {
            @Tag(name = "connections", description = "who is connected"),
            @Tag(name = "messages", description = "what the application sends"),
            @Tag(name = "groups", description = "who is together"),
            @Tag(name = "records", description = "what became of messages and connections"),
            @Tag(name = "vip", description = "VIP levels of users"),
            @Tag(name = "topics", description = "events for subscribers in Java"),
            @Tag(name = "work", description = "which agent gets the next case")
        })
@ApplicationScoped
@ApplicationPath("/api")
public class AdminApplication extends Application {
    @Override
    public Set<Class<?>> getClasses() {
        return Set.of(
                AdminResource.class,
                CommandResource.class,
                ConnectionRecordsResource.class,
                ConnectionsResource.class,
                DeliveriesResource.class,
                GroupsResource.class,
                KicksResource.class,
                MessageRecordsResource.class,
                MessagesResource.class,
                ObserversResource.class,
                ProblemMapper.class,
                TopicsResource.class,
                VipResource.class,
                WorkResource.class);
    }

    @Override
    @SuppressWarnings("deprecation") // the one way to hand in an object that is found before the first answer
    public Set<Object> getSingletons() {
        return Set.of(new JsonNames());
    }
}
