package io.signalbox.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/**
 * Libraries of the server that ships, in its own versions, for tests of what only exists with them: the build has the
 * interfaces of Jakarta EE alone. They are taken out of {@code target/payara-micro.jar}.
 */
public final class ServerLibraries {
    private static final Path SERVER = Path.of("target/payara-micro.jar");
    private static final List<String> NAMES = List.of("yasson", "jakarta.json", "angus-mail", "angus-activation");
    private static final ClassLoader LOADER = load();

    private ServerLibraries() {}

    /** Calls {@code work} where the providers of JSON-B and Jakarta Mail are found. */
    public static <T> T with(Supplier<T> work) {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(LOADER);
        try {
            return work.get();
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    private static ClassLoader load() {
        Path folder = Path.of("target/server-libraries");
        List<URL> jars = new ArrayList<>();
        try (ZipFile server = new ZipFile(SERVER.toFile())) {
            // In the server OSGi knows it; a plain class loader has to be told.
            Path services = Files.createDirectories(folder.resolve("META-INF/services"));
            Files.writeString(
                    services.resolve("jakarta.json.spi.JsonProvider"), "org.eclipse.parsson.JsonProviderImpl");
            jars.add(url(folder));
            for (String name : NAMES) {
                ZipEntry jar = server.getEntry("MICRO-INF/runtime/" + name + ".jar");
                if (jar == null) {
                    throw new IllegalStateException("the server has no " + name + ".jar");
                }
                Path file = folder.resolve(name + ".jar");
                Files.write(file, server.getInputStream(jar).readAllBytes());
                jars.add(url(file));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new URLClassLoader(jars.toArray(URL[]::new), ServerLibraries.class.getClassLoader());
    }

    private static URL url(Path file) {
        try {
            return file.toUri().toURL();
        } catch (MalformedURLException e) {
            throw new IllegalStateException(e);
        }
    }
}
