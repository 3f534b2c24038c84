package io.signalbox.identity;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;

/**
 * The keys of more apps, in a file of properties: {@code <app>.key}, and where they differ from the default {@code
 * <app>.algorithm}, {@code <app>.issuer} and {@code <app>.audience}. A file, so that secrets stand where the operator
 * lets few read.
 */
final class TokenKeysFile {
    private static final Set<String> NAMES = Set.of("key", "algorithm", "issuer", "audience");
    private static final int MOST_APPS = 1000;

    private TokenKeysFile() {}

    /** @return by app id. @throws IllegalArgumentException with the line's name and what is wrong, without a key */
    static Map<String, TokenKey> read(String file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(Path.of(file))) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("cannot be read as a file of properties: " + e, e);
        }
        Map<String, Map<String, String>> apps = new TreeMap<>();
        for (String name : properties.stringPropertyNames()) {
            int dot = name.lastIndexOf('.');
            String last = name.substring(dot + 1);
            if (dot <= 0 || !NAMES.contains(last)) {
                throw new IllegalArgumentException(
                        "has '" + name + "', which is none of <app>.key, .algorithm, .issuer and .audience");
            }
            apps.computeIfAbsent(name.substring(0, dot), none -> new HashMap<>())
                    .put(last, properties.getProperty(name).strip());
        }
        if (apps.size() > MOST_APPS) {
            throw new IllegalArgumentException("has more than " + MOST_APPS + " apps");
        }
        Map<String, TokenKey> keys = new TreeMap<>();
        apps.forEach((app, values) -> keys.put(app, key(app, values)));
        return keys;
    }

    private static TokenKey key(String app, Map<String, String> values) {
        try {
            return new TokenKey(
                    values.getOrDefault("algorithm", TokenSettings.DEFAULT_ALGORITHM),
                    values.getOrDefault("key", ""),
                    values.getOrDefault("issuer", ""),
                    values.getOrDefault("audience", ""));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("app '" + app + "': " + e.getMessage(), e);
        }
    }
}
