package io.signalbox.run;

import java.nio.file.Path;
import java.sql.SQLException;
import org.h2.tools.Server;

/** One H2 database for several nodes of one machine, served by this process on loopback. */
public final class Database {
    private Database() {}

    /** @param folder where its files are. @throws SQLException when it cannot listen */
    public static Server start(Path folder) throws SQLException {
        System.setProperty("h2.bindAddress", "127.0.0.1");
        return Server.createTcpServer(
                        "-tcpPort",
                        "0",
                        "-ifNotExists",
                        "-baseDir",
                        folder.toAbsolutePath().toString())
                .start();
    }
}
