package io.signalbox.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaPackage;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * design.md section 2 as a test: the order of the packages, the edges between them, and where each technology lives. A
 * new edge or technology is a decision: it is added here in the commit that needs it.
 */
class ArchitectureTest {
    private static final String BASE = "io.signalbox.";

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.signalbox");

    /** Each package, in the order of design.md, and the packages above it that it uses now: no more, no less. */
    private static final Map<String, Set<String>> MAY_USE = new LinkedHashMap<>();

    static {
        uses("protocol");
        uses("config");
        uses("metrics");
        uses("node", "config");
        uses("identity", "protocol", "config");
        uses("transport", "protocol", "config");
        uses("session", "protocol", "config", "metrics", "node", "identity", "transport");
        uses("limits", "protocol", "config", "metrics", "node", "identity");
        uses("topics", "protocol", "metrics", "node");
        uses("hub", "protocol", "config", "metrics", "node", "identity", "transport", "session", "limits");
        uses("delivery", "protocol", "config", "metrics", "node", "identity", "hub");
        uses("workload", "config", "metrics", "identity");
        uses("publish", "protocol", "config", "metrics", "node", "identity", "hub");
        uses("queue", "config", "metrics", "node");
        uses("records", "protocol", "config", "metrics", "node", "identity", "session", "hub");
        uses("balancer", "protocol", "config", "metrics", "node", "transport");
        uses(
                "store",
                "protocol",
                "config",
                "metrics",
                "node",
                "identity",
                "session",
                "hub",
                "publish",
                "queue",
                "records");
        uses("cluster", "metrics", "node", "identity", "protocol", "hub");
        uses("api", "node", "identity", "session", "hub", "delivery", "workload", "publish", "queue");
        uses(
                "endpoint",
                "protocol",
                "config",
                "metrics",
                "node",
                "identity",
                "transport",
                "session",
                "hub",
                "balancer");
        uses(
                "admin",
                "protocol",
                "node",
                "identity",
                "session",
                "hub",
                "delivery",
                "limits",
                "workload",
                "balancer",
                "topics",
                "records",
                "api");
        uses("console", "node", "admin");
        uses("health", "node", "identity", "hub");
        uses(
                "boot",
                "config",
                "node",
                "identity",
                "transport",
                "session",
                "hub",
                "delivery",
                "limits",
                "workload",
                "publish",
                "queue",
                "records",
                "balancer",
                "store",
                "endpoint");
        uses("client", "protocol");
        uses("run");
    }

    /** Packages of a technology, and the only packages of ours that may touch it. */
    private static final Map<String, Set<String>> CONFINED = Map.ofEntries(
            Map.entry("com.fasterxml.jackson..", Set.of("protocol", "client")),
            Map.entry("org.eclipse.microprofile.config..", Set.of("config")),
            Map.entry("org.eclipse.microprofile.metrics..", Set.of("metrics")),
            Map.entry("org.eclipse.microprofile.health..", Set.of("health")),
            Map.entry("org.eclipse.microprofile.openapi..", Set.of("admin")),
            Map.entry("com.hazelcast..", Set.of("cluster")),
            Map.entry("jakarta.persistence..", Set.of("store")),
            Map.entry("jakarta.transaction..", Set.of("store")),
            Map.entry("jakarta.ejb..", Set.of("store")),
            Map.entry("org.hibernate..", Set.of("store")),
            Map.entry("org.flywaydb..", Set.of("store")),
            Map.entry("java.sql..", Set.of("store", "run")),
            Map.entry("javax.sql..", Set.of("store")),
            Map.entry("jakarta.websocket..", Set.of("endpoint", "transport")),
            // boot: the listener that starts the application
            Map.entry("jakarta.servlet..", Set.of("endpoint", "boot", "transport")),
            Map.entry("jakarta.ws.rs..", Set.of("admin")),
            Map.entry("jakarta.json", Set.of("admin")),
            Map.entry("jakarta.json.stream..", Set.of("admin")),
            Map.entry("jakarta.json.bind..", Set.of("admin", "topics")),
            Map.entry("jakarta.mail..", Set.of("limits")),
            Map.entry("io.github.bucket4j..", Set.of("limits")),
            Map.entry("com.nimbusds..", Set.of("identity")),
            Map.entry("jakarta.faces..", Set.of("console")),
            Map.entry("java.nio.channels..", Set.of("transport")),
            Map.entry("org.glassfish..", Set.of("transport")),
            Map.entry("jakarta.enterprise.concurrent..", Set.of("node")),
            Map.entry("org.h2..", Set.of("run")));

    /** What only these packages may do: make threads and wait. */
    private static final String[] MAY_MAKE_THREADS = {BASE + "client", BASE + "node", BASE + "transport", BASE + "run"};

    private static void uses(String name, String... others) {
        Set<String> used = Set.of(others);
        List<String> above = List.copyOf(MAY_USE.keySet());
        if (!above.containsAll(used)) {
            throw new IllegalStateException(name + " may use packages above it only, not " + used);
        }
        MAY_USE.put(name, used);
    }

    @Test
    void every_package_is_in_the_map() {
        Set<String> real = new TreeSet<>();
        CLASSES.forEach(type -> real.add(packageOf(type)));
        // The client is in the map before it is in the code.
        assertThat(MAY_USE.keySet()).containsAll(real);
        assertThat(real).hasSizeGreaterThanOrEqualTo(MAY_USE.size() - 1);
    }

    @Test
    void packages_are_flat() {
        assertThat(CLASSES.stream().map(JavaClass::getPackageName).distinct())
                .allMatch(name -> name.matches("io\\.signalbox\\.[a-z]+"));
    }

    @TestFactory
    Stream<DynamicTest> each_package_uses_exactly_the_packages_that_the_map_names() {
        Map<String, Set<String>> real = new LinkedHashMap<>();
        for (JavaClass type : CLASSES) {
            type.getDirectDependenciesFromSelf().stream()
                    .map(dependency -> dependency.getTargetClass().getBaseComponentType())
                    .filter(target -> target.getPackageName().startsWith(BASE))
                    .map(ArchitectureTest::packageOf)
                    .filter(target -> !target.equals(packageOf(type)))
                    .forEach(target -> real.computeIfAbsent(packageOf(type), key -> new LinkedHashSet<>())
                            .add(target));
        }
        return MAY_USE.entrySet().stream()
                .filter(entry -> CLASSES.containPackage(BASE + entry.getKey()))
                .map(entry -> DynamicTest.dynamicTest(
                        entry.getKey() + " uses " + entry.getValue(),
                        () -> assertThat(real.getOrDefault(entry.getKey(), Set.of()))
                                .as("packages that %s uses", entry.getKey())
                                .containsExactlyInAnyOrderElementsOf(entry.getValue())));
    }

    @Test
    void there_are_no_cycles() {
        slices().matching("io.signalbox.(*)..").should().beFreeOfCycles().check(CLASSES);
    }

    @TestFactory
    Stream<DynamicTest> each_technology_stays_in_its_package() {
        return CONFINED.entrySet().stream()
                .map(entry -> DynamicTest.dynamicTest(entry.getKey() + " in " + entry.getValue(), () -> {
                    String[] allowed =
                            entry.getValue().stream().map(name -> BASE + name).toArray(String[]::new);
                    check(noClasses()
                            .that()
                            .resideOutsideOfPackages(allowed)
                            .should()
                            .dependOnClassesThat(resideInAPackage(entry.getKey()))
                            .because("it is confined to " + entry.getValue()));
                }));
    }

    @Test
    void the_client_uses_the_protocol_its_json_parser_and_the_jdk_only() {
        check(noClasses()
                .that()
                .resideInAPackage(BASE + "client")
                .should()
                .dependOnClassesThat(resideInAnyPackage(
                        "jakarta..", "com.hazelcast..", "com.sun..", "org.eclipse..", "org.glassfish..", "org.h2.."))
                .allowEmptyShould(true));
    }

    @Test
    void nobody_uses_the_class_that_puts_everything_together() {
        for (String name : List.of("boot", "run", "client", "console", "health")) {
            assertThat(MAY_USE.values()).noneMatch(used -> used.contains(name));
        }
    }

    @Test
    void names_say_what_a_class_is() {
        check(noClasses().should().haveNameMatching(".*(Impl|Utils?|Helper|Manager)(\\$.*)?"));
    }

    @Test
    void the_console_of_the_process_belongs_to_the_launcher() {
        check(noClasses().that().resideOutsideOfPackage(BASE + "run").should().accessField(System.class, "out"));
        // StartFailure: the last word of a process that ends; there is no log any more.
        check(noClasses()
                .that()
                .resideOutsideOfPackage(BASE + "run")
                .and()
                .doNotHaveFullyQualifiedName(BASE + "node.StartFailure")
                .should()
                .accessField(System.class, "err"));
    }

    @Test
    void time_is_java_time_and_is_asked_of_the_clock_that_is_given() {
        check(noClasses()
                .should()
                .dependOnClassesThat()
                .belongToAnyOf(java.util.Date.class, java.util.Calendar.class, java.util.Timer.class));
        check(noClasses()
                .that()
                .resideInAnyPackage(
                        BASE + "session",
                        BASE + "limits",
                        BASE + "topics",
                        BASE + "hub",
                        BASE + "delivery",
                        BASE + "workload",
                        BASE + "publish",
                        BASE + "queue",
                        BASE + "records",
                        BASE + "store",
                        BASE + "cluster")
                .should()
                .callMethod(java.time.Instant.class, "now")
                .orShould()
                .callMethod(System.class, "currentTimeMillis")
                .orShould()
                .callMethod(System.class, "nanoTime"));
    }

    @Test
    void threads_are_made_and_put_to_sleep_where_that_is_somebodys_job() {
        check(noClasses()
                .that()
                .resideOutsideOfPackages(MAY_MAKE_THREADS)
                .should()
                .callConstructorWhere(call("java.lang.Thread", null)));
        check(noClasses()
                .that()
                .resideOutsideOfPackages(MAY_MAKE_THREADS)
                // Startup waits for the drain, on the server's thread that stops the application.
                .and()
                .doNotHaveFullyQualifiedName(BASE + "boot.Startup")
                .should()
                .callMethodWhere(call("java.lang.Thread", "sleep")));
    }

    @Test
    void every_package_says_what_it_is_for_and_has_no_nulls_unless_it_says_so() {
        List<String> missing = new ArrayList<>();
        for (JavaClass type : CLASSES) {
            JavaPackage home = type.getPackage();
            if (!home.isAnnotatedWith(NullMarked.class)) {
                missing.add(home.getName());
            }
        }
        assertThat(missing.stream().distinct())
                .as("packages without @NullMarked package-info")
                .isEmpty();
    }

    private static DescribedPredicate<JavaCall<?>> call(String owner, @Nullable String name) {
        return DescribedPredicate.describe(
                owner + "." + (name == null ? "<init>" : name),
                call -> call.getTargetOwner().getName().equals(owner)
                        && (name == null || call.getTarget().getName().equals(name)));
    }

    private static void check(ArchRule rule) {
        rule.check(CLASSES);
    }

    private static String packageOf(JavaClass type) {
        return type.getPackageName().substring(BASE.length());
    }
}
