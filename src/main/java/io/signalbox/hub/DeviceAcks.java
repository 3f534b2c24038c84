package io.signalbox.hub;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What one device acknowledges at once.
 *
 * @param epoch the life of the inbox that the positions belong to; null when the device did not say
 * @param upTo everything up to this position; 0: only what follows
 * @param seqs single positions
 * @param messageIds of each the oldest entry with that id
 */
public record DeviceAcks(String clientId, @Nullable String epoch, long upTo, List<Long> seqs, List<String> messageIds) {
    public DeviceAcks {
        seqs = List.copyOf(seqs);
        messageIds = List.copyOf(messageIds);
    }

    /** Everything up to a position. */
    public static DeviceAcks upTo(String clientId, @Nullable String epoch, long upTo) {
        return new DeviceAcks(clientId, epoch, upTo, List.of(), List.of());
    }
}
