package io.signalbox.records;

import io.signalbox.hub.MessageStatus;

/**
 * What is new of a message: a record that knows this only.
 *
 * @param ignored how many statuses in it could not follow from those before
 */
public record MessageChange(MessageRecord news, int ignored) implements Change<MessageChange> {
    public static MessageChange of(MessageRecord news) {
        return new MessageChange(news, 0);
    }

    @Override
    public String id() {
        return news.id();
    }

    @Override
    public MessageChange then(MessageChange later) {
        MessageChange both = later.on(news);
        return new MessageChange(both.news, ignored + both.ignored);
    }

    /** A record with this in it, and how many statuses that could not follow it ignored. */
    public MessageChange on(MessageRecord before) {
        MessageRecord after = before.with(news);
        boolean pointless = news.status() == MessageStatus.PENDING || news.status() == before.status();
        return new MessageChange(after, ignored + (pointless || after.status() == news.status() ? 0 : 1));
    }
}
