package io.signalbox.boot;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.balancer.BalancerSettings;
import io.signalbox.config.SettingsReader;
import io.signalbox.delivery.DeliverySettings;
import io.signalbox.endpoint.EndpointSettings;
import io.signalbox.hub.HubSettings;
import io.signalbox.identity.TokenSettings;
import io.signalbox.limits.LimitSettings;
import io.signalbox.node.NodeSettings;
import io.signalbox.publish.PublishSettings;
import io.signalbox.queue.QueueSettings;
import io.signalbox.records.RecordSettings;
import io.signalbox.session.SessionSettings;
import io.signalbox.store.StoreSettings;
import io.signalbox.transport.TransportSettings;
import io.signalbox.workload.WorkloadSettings;
import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/**
 * docs/configuration.md is generated: keys, defaults and bounds from what the settings records read, the sentence of
 * each from the {@code @param} of its record component. This test writes the page to {@code
 * target/configuration.md} and fails when docs has another one.
 */
class ConfigurationDocumentTest {
    private static final Path DOCUMENT = Path.of("docs/configuration.md");
    private static final Path GENERATED = Path.of("target/configuration.md");
    private static final Pattern PARAM = Pattern.compile("@param (\\w+) ((?:(?!@param|\\*/).)*)", Pattern.DOTALL);
    private static final Pattern CODE = Pattern.compile("\\{@code ([^}]*)}");
    private static final String HEAD = """
            # Configuration

            Generated from the settings records by `ConfigurationDocumentTest`; do not edit.

            A setting is a MicroProfile Config property: a system property `-Dsignalbox.role=hub`, or an environment variable
            `SIGNALBOX_ROLE=hub` (every other character becomes an underscore, upper case). All are read once, at start. Every wrong
            value and every unknown `signalbox.` key is reported, all together, and the node does not start.
            """;
    private static final String TAIL = """

            ## Database

            | key | environment | default | meaning |
            |---|---|---|---|
            | `db.class` | `DB_CLASS` | `org.h2.jdbcx.JdbcDataSource` | data source class; `org.postgresql.ds.PGSimpleDataSource` for PostgreSQL |
            | `db.url` | `DB_URL` | `jdbc:h2:file:./data/signalbox;DB_CLOSE_ON_EXIT=FALSE` | JDBC URL |
            | `db.user` | `DB_USER` | `sa` | user name |
            | `db.password` | `DB_PASSWORD` | `sa` | password |
            """;

    @Test
    void the_page_is_what_the_code_says() throws IOException {
        StringBuilder page = new StringBuilder(HEAD);
        section(page, "Node", "node", NodeSettings.class, NodeSettings::from);
        section(page, "Server and cluster", "boot", ServerSettings.class, ServerSettings::from);
        section(page, "Admission", "endpoint", EndpointSettings.class, EndpointSettings::from);
        section(page, "Connection tokens", "identity", TokenSettings.class, TokenSettings::from);
        section(page, "Transport", "transport", TransportSettings.class, TransportSettings::from);
        section(page, "Connections", "session", SessionSettings.class, SessionSettings::from);
        section(page, "Hub and inbox", "hub", HubSettings.class, HubSettings::from);
        section(page, "Storing", "store", StoreSettings.class, StoreSettings::from);
        section(page, "Deliveries", "delivery", DeliverySettings.class, DeliverySettings::from);
        section(page, "Limits and alerts", "limits", LimitSettings.class, LimitSettings::from);
        section(page, "Workload", "workload", WorkloadSettings.class, WorkloadSettings::from);
        section(page, "Transactional publishing", "publish", PublishSettings.class, PublishSettings::from);
        section(page, "Queues", "queue", QueueSettings.class, QueueSettings::from);
        section(page, "Records", "records", RecordSettings.class, RecordSettings::from);
        section(page, "Balancer", "balancer", BalancerSettings.class, BalancerSettings::from);
        page.append(TAIL);
        Files.createDirectories(GENERATED.getParent());
        Files.writeString(GENERATED, page);
        assertThat(Files.exists(DOCUMENT) ? Files.readString(DOCUMENT) : "")
                .as("stale: cp %s %s", GENERATED, DOCUMENT)
                .isEqualTo(page.toString());
    }

    @Test
    void every_setting_of_the_application_is_on_the_page() throws IOException {
        SettingsReader reader = new SettingsReader(Map.<String, String>of()::get, List.of());
        Settings.read(reader);
        String page = Files.readString(DOCUMENT);
        assertThat(reader.settings()).hasSizeGreaterThan(25);
        for (SettingsReader.Setting setting : reader.settings()) {
            assertThat(page).contains("| `" + setting.key() + "` |");
        }
    }

    @Test
    void the_defaults_of_the_page_may_be_written_as_they_are() {
        SettingsReader defaults = new SettingsReader(Map.<String, String>of()::get, List.of());
        Settings without = Settings.read(defaults);
        Map<String, String> written = new HashMap<>();
        defaults.settings().forEach(setting -> written.put(setting.key(), setting.defaultValue()));
        assertThat(Settings.read(new SettingsReader(written::get, written.keySet())))
                .isEqualTo(without);
    }

    private static void section(
            StringBuilder page, String title, String feature, Class<?> type, Consumer<SettingsReader> from)
            throws IOException {
        SettingsReader reader = new SettingsReader(Map.<String, String>of()::get, List.of());
        from.accept(reader);
        List<String> sentences = sentences(feature, type);
        assertThat(sentences)
                .as("one @param and one setting for each component of " + type)
                .hasSameSizeAs(reader.settings());
        page.append("\n## ").append(title).append("\n\n| key | default | allowed | meaning |\n|---|---|---|---|\n");
        for (int i = 0; i < sentences.size(); i++) {
            SettingsReader.Setting setting = reader.settings().get(i);
            String defaultValue = setting.defaultValue().isEmpty() ? "" : "`" + setting.defaultValue() + "`";
            page.append("| `%s` | %s | %s | %s |\n"
                    .formatted(setting.key(), defaultValue, setting.allowed(), sentences.get(i)));
        }
    }

    /**
     * The {@code @param} of each component, in the order of the components, from the source of the record. In the place
     * of a component that is a record of settings itself come those of its own components.
     */
    private static List<String> sentences(String feature, Class<?> type) throws IOException {
        String source =
                Files.readString(Path.of("src/main/java/io/signalbox", feature, type.getSimpleName() + ".java"));
        String javadoc = source.substring(0, source.indexOf("record " + type.getSimpleName()));
        List<String> names = new ArrayList<>();
        List<String> sentences = new ArrayList<>();
        Matcher param = PARAM.matcher(javadoc);
        while (param.find()) {
            names.add(param.group(1));
            String sentence =
                    param.group(2).replaceAll("\\s*\\n\\s*\\*\\s*", " ").strip();
            sentences.add(CODE.matcher(sentence).replaceAll("`$1`"));
        }
        List<String> components = new ArrayList<>();
        List<String> settings = new ArrayList<>();
        for (RecordComponent component : type.getRecordComponents()) {
            components.add(component.getName());
            if (component.getType().getSimpleName().endsWith("Settings")) {
                settings.addAll(sentences(feature, component.getType()));
            } else if (components.size() <= sentences.size()) {
                settings.add(sentences.get(components.size() - 1));
            }
        }
        assertThat(names).as("@param of " + type).isEqualTo(components);
        return settings;
    }
}
