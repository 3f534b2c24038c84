package io.signalbox.admin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;
import org.eclipse.microprofile.openapi.annotations.OpenAPIDefinition;
import org.eclipse.microprofile.openapi.annotations.info.Info;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The API over HTTP: what is under {@code v1} is for programs, the rest is in the shapes of the reference balancer. */
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
public class AdminApplication extends Application {}
