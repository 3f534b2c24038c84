package io.signalbox.hub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.signalbox.hub.Classification.Subject;
import io.signalbox.hub.Classification.Urgency;
import io.signalbox.identity.Tenant;
import io.signalbox.protocol.Message;
import io.signalbox.protocol.Priority;
import io.signalbox.testing.Frames;
import io.signalbox.testing.Json;
import io.signalbox.testing.TestHub;
import io.signalbox.testing.Users;
import java.math.BigDecimal;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The score of contract 2.8.3, by examples worked out by hand. */
@Tag("M22")
class ClassificationTest {
    private static final Origin APPLICATION =
            Origin.application(new Tenant(Tenant.DEFAULT_APP, Tenant.DEFAULT_NAMESPACE));

    @ParameterizedTest
    @CsvSource({
        "LOW,      0, LOW,    GENERAL,   5,   false, LOW",
        "NORMAL,   0, NORMAL, SALES,     23,  false, LOW",
        "NORMAL,   4, NORMAL, CUSTOMER,  48,  false, LOW",
        "HIGH,     5, NORMAL, FINANCE,   60,  false, NORMAL",
        "HIGH,     3, NORMAL, FINANCE,   50,  false, NORMAL",
        "URGENT,   5, NORMAL, TECHNICAL, 60,  false, NORMAL",
        "URGENT,   8, NORMAL, FINANCE,   80,  false, HIGH",
        "URGENT,   8, NORMAL, CUSTOMER,  78,  false, NORMAL",
        "LOW,      0, HIGH,   OTHER,     25,  true,  LOW",
        "LOW,      0, LOW,    SECURITY,  20,  true,  LOW",
        "CRITICAL, 0, LOW,    GENERAL,   25,  true,  LOW",
        "URGENT,   8, HIGH,   FINANCE,   90,  true,  HIGH",
        "CRITICAL, 8, HIGH,   SECURITY,  100, true,  HIGH"
    })
    void worked_examples(
            Priority priority, int vip, Urgency urgency, Subject subject, int score, boolean critical, Priority sent) {
        Classification classification = new Classification(priority, vip, urgency, subject);
        assertThat(classification.score()).isEqualTo(score);
        assertThat(classification.isCritical()).isEqualTo(critical);
        assertThat(classification.sendPriority()).isEqualTo(sent);
    }

    @Test
    void the_receiver_sees_it_beside_what_the_data_said() {
        TestHub node = TestHub.alone();
        TestHub.Client bob = node.connect("bob", "b1");
        Message message = Frames.text("m").data("{\"order\":17}").build();
        node.hub
                .sends()
                .withClassification(
                        Users.user("bob"),
                        message,
                        new Classification(Priority.URGENT, 8, Urgency.HIGH, Subject.FINANCE),
                        APPLICATION);
        String received = bob.received().get(0);
        assertThat(Json.text(received, "priority")).isEqualTo("high");
        assertThat(Json.object(received, "data"))
                .isEqualTo(Map.of(
                        "order",
                        new BigDecimal(17),
                        "classification",
                        Map.of(
                                "priority", "urgent",
                                "vip_level", new BigDecimal(8),
                                "urgency", "high",
                                "category", "finance"),
                        "score",
                        new BigDecimal(90),
                        "is_critical",
                        true));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "1", "{", ""})
    void data_that_is_no_object_is_refused(String data) {
        Classification classification = new Classification(Priority.LOW, 0, Urgency.LOW, Subject.GENERAL);
        Message message = Frames.text("m").data(data).build();
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> classification.on(message));
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 9})
    void a_level_out_of_range_is_refused(int level) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> new Classification(Priority.LOW, level, Urgency.LOW, Subject.GENERAL));
    }
}
