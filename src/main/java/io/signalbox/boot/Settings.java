package io.signalbox.boot;

import io.signalbox.balancer.BalancerSettings;
import io.signalbox.config.SettingsReader;
import io.signalbox.hub.HubSettings;
import io.signalbox.node.NodeSettings;
import io.signalbox.session.SessionSettings;

/** The settings of all features, read together so that every problem is reported together. */
record Settings(NodeSettings node, SessionSettings session, HubSettings hub, BalancerSettings balancer) {

    /** @throws io.signalbox.config.SettingsException with every problem */
    static Settings read(SettingsReader reader) {
        NodeSettings node = NodeSettings.from(reader);
        Settings settings = new Settings(
                node, SessionSettings.from(reader), HubSettings.from(reader), BalancerSettings.from(reader));
        String address = reader.string("signalbox.http.address", "127.0.0.1");
        if (node.development() && !isLoopback(address)) {
            reader.problem("signalbox.http.address is '" + address + "', but development mode is open to everybody and"
                    + " listens on loopback only; set signalbox.development=false");
        }
        // Read by the launcher before the server starts; named here so that they count as known.
        for (String key : LAUNCHER_KEYS) {
            reader.string(key, "");
        }
        reader.finish();
        return settings;
    }

    private static final String[] LAUNCHER_KEYS = {
        "signalbox.http.port",
        "signalbox.cluster.mode",
        "signalbox.cluster.interfaces",
        "signalbox.cluster.port",
        "signalbox.cluster.name",
        "signalbox.launched",
        "signalbox.started"
    };

    private static boolean isLoopback(String address) {
        return address.startsWith("127.") || address.equals("localhost") || address.equals("::1");
    }
}
