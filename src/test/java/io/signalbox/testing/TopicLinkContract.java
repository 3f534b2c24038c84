package io.signalbox.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.signalbox.topics.TopicLink;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What every {@link TopicLink} does. */
@Tag("P04")
public abstract class TopicLinkContract {
    /** A fresh link. */
    protected abstract TopicLink link();

    /** Returns when what was sent has arrived. */
    protected abstract void settle();

    @Test
    void what_is_sent_arrives_once_in_order_with_its_topic_also_at_the_sender() {
        TopicLink link = link();
        List<String> arrived = new ArrayList<>();
        link.onEvent((topic, json) -> arrived.add(topic + ' ' + json));
        for (int i = 0; i < 100; i++) {
            assertThat(link.send("a.b", "{\"n\":" + i + '}')).isTrue();
            assertThat(link.send("\u00e4", "\"\ud83d\ude00\"")).isTrue();
        }
        settle();
        assertThat(arrived).hasSize(200).startsWith("a.b {\"n\":0}", "\u00e4 \"\ud83d\ude00\"", "a.b {\"n\":1}");
        assertThat(arrived.get(198)).isEqualTo("a.b {\"n\":99}");
    }

    @Test
    void before_anybody_listens_sending_harms_nobody() {
        TopicLink link = link();
        link.send("a", "1");
        settle();
        List<String> arrived = new ArrayList<>();
        link.onEvent((topic, json) -> arrived.add(topic + ' ' + json));
        assertThat(link.send("a", "2")).isTrue();
        settle();
        assertThat(arrived).containsExactly("a 2");
    }
}
