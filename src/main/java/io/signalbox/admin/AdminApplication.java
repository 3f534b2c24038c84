package io.signalbox.admin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.ApplicationPath;
import jakarta.ws.rs.core.Application;

/** The admin API. */
@ApplicationScoped
@ApplicationPath("/api")
public class AdminApplication extends Application {}
