package io.signalbox.topics;

import io.signalbox.testing.TopicLinkContract;

class InMemoryTopicLinkTest extends TopicLinkContract {
    @Override
    protected TopicLink link() {
        return new InMemoryTopicLink();
    }

    @Override
    protected void settle() {}
}
