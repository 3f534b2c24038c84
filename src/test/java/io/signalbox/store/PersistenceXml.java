package io.signalbox.store;

import jakarta.persistence.Entity;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What the persistence unit of the WAR says, for the one of the tests. */
final class PersistenceXml {
    private static final Pattern PROPERTY = Pattern.compile("<property name=\"([^\"]+)\" value=\"([^\"]+)\"/>");

    private PersistenceXml() {}

    static Map<String, String> properties() {
        try (InputStream in =
                Objects.requireNonNull(PersistenceXml.class.getResourceAsStream("/META-INF/persistence.xml"))) {
            Matcher matcher = PROPERTY.matcher(new String(in.readAllBytes(), StandardCharsets.UTF_8));
            Map<String, String> properties = new HashMap<>();
            while (matcher.find()) {
                properties.put(matcher.group(1), matcher.group(2));
            }
            return properties;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Every entity of the package, as the container would find them. */
    static List<Class<?>> entities() {
        Path classes = Path.of("target/classes/io/signalbox/store");
        try (Stream<Path> files = Files.list(classes)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".class"))
                    .<Class<?>>map(PersistenceXml::load)
                    .filter(type -> type.isAnnotationPresent(Entity.class))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Class<?> load(String file) {
        try {
            return Class.forName(
                    "io.signalbox.store." + file.replace(".class", ""), false, PersistenceXml.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException(e);
        }
    }
}
