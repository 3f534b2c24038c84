package io.signalbox.it;

import java.io.File;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.exporter.ZipExporter;
import org.jboss.shrinkwrap.api.spec.WebArchive;

/** The WAR that ships with an application in it, as somebody who uses the Java face would build it. */
final class ShopArchive {
    private ShopArchive() {}

    static WebArchive war() {
        return ShrinkWrap.createFromZipFile(WebArchive.class, new File("target/signalbox.war"))
                .addClasses(ShopOrders.class, ShopServlet.class, CrashingTransaction.class);
    }

    /** The uber-jar with that WAR in the place of its own. */
    static Path uberJar(Path folder) throws IOException {
        Path war = folder.resolve("ROOT.war");
        war().as(ZipExporter.class).exportTo(war.toFile(), true);
        Path jar = Files.copy(Nodes.JAR, folder.resolve("shop.jar"));
        try (FileSystem zip = FileSystems.newFileSystem(jar)) {
            Files.copy(war, zip.getPath("MICRO-INF/deploy/ROOT.war"), StandardCopyOption.REPLACE_EXISTING);
        }
        return jar;
    }
}
