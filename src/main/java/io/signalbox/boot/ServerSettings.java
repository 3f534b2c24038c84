package io.signalbox.boot;

import io.signalbox.config.SettingsReader;

/**
 * Where the server listens and how its cluster forms. The launcher hands these to the server before it starts; an
 * application server of your own has its own ways, and there only the address counts, for the check of development mode.
 *
 * @param address address that the HTTP and HTTPS ports listen on
 * @param port HTTP port
 * @param httpsPort HTTPS port; 0: none
 * @param clusterMode how nodes find each other, in Payara Micro's spelling of {@code --clustermode}
 * @param clusterInterfaces addresses that the cluster listens on
 * @param clusterPort first port that the cluster tries
 * @param clusterName nodes with the same name form a cluster
 */
record ServerSettings(
        String address,
        int port,
        int httpsPort,
        String clusterMode,
        String clusterInterfaces,
        int clusterPort,
        String clusterName) {

    /** Reads and validates; problems are collected in {@code settings}. */
    static ServerSettings from(SettingsReader settings) {
        return new ServerSettings(
                settings.string("signalbox.http.address", "127.0.0.1"),
                settings.integer("signalbox.http.port", 8080, 1, 65_535),
                settings.integer("signalbox.https.port", 0, 0, 65_535),
                settings.string(
                        "signalbox.cluster.mode", "tcpip:127.0.0.1:6900,127.0.0.1:6901,127.0.0.1:6902,127.0.0.1:6903"),
                settings.string("signalbox.cluster.interfaces", "127.0.0.1"),
                settings.integer("signalbox.cluster.port", 6900, 1, 65_535),
                settings.string("signalbox.cluster.name", "signalbox"));
    }

    /** Whether only this machine can reach the ports. */
    boolean loopback() {
        return address.startsWith("127.") || address.equals("localhost") || address.equals("::1");
    }
}
