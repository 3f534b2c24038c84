package io.signalbox.records;

import io.signalbox.protocol.Category;
import io.signalbox.protocol.Message;

/** Which messages there are records of. */
public enum MessageScope {
    /** None. */
    OFF,
    /** Those that are stored until they are acknowledged. */
    TRACKED,
    /** Those too that are not, but for what says something of the moment only, like typing. */
    ALL;

    /** One that says that it is not to be in the database is in none of its tables (contract M28). */
    boolean has(Message message) {
        if (message.skipDatabaseStorage()) {
            return false;
        }
        return switch (this) {
            case OFF -> false;
            case TRACKED -> message.requireAck();
            case ALL -> message.type().category() != Category.STATUS;
        };
    }
}
