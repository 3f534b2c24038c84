package io.signalbox.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.ext.Provider;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AdminApplicationTest {
    @Test
    void everything_of_the_api_is_listed() {
        Set<Class<?>> there = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests()).importPackages("io.signalbox").stream()
                        .filter(type -> type.isAnnotatedWith(Path.class) || type.isAnnotatedWith(Provider.class))
                        .map(JavaClass::reflect)
                        .collect(Collectors.toSet());
        assertThat(new AdminApplication().getClasses())
                .hasSizeGreaterThan(10)
                .containsExactlyInAnyOrderElementsOf(there);
    }

    /** The OpenAPI document knows them by these names, and takes two of one name for the same. */
    @Test
    void what_is_answered_has_names_of_its_own() {
        assertThat(new ClassFileImporter()
                                .withImportOption(new ImportOption.DoNotIncludeTests())
                                .importPackages("io.signalbox.admin")
                                .stream()
                                .filter(JavaClass::isRecord)
                                .map(JavaClass::getSimpleName))
                .hasSizeGreaterThan(20)
                .doesNotHaveDuplicates();
    }
}
