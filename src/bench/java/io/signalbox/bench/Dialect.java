package io.signalbox.bench;

/** How clients talk to a server. Around the payload goes what the server needs to route it. */
enum Dialect {
    /** docs/protocol.md. It has no echo: a message to oneself is one. Messages to connected users are not stored. */
    HUB {
        @Override
        String path(Role role, int index) {
            String group = role == Role.GROUP_PUBLISHER || role == Role.MEMBER ? "&group_id=all" : "";
            return "/ws?user_id=u" + index + group;
        }

        @Override
        String head(Role role, int target) {
            return switch (role) {
                case PUBLISHER -> "{\"message_type\":\"announcement\",\"broadcast_type\":\"global\",\"content\":\"";
                case GROUP_PUBLISHER -> "{\"message_type\":\"announcement\",\"group_ids\":[\"all\"],\"content\":\"";
                default -> "{\"message_type\":\"text\",\"receiver\":\"u" + target + "\",\"content\":\"";
            };
        }

        @Override
        String tail() {
            return "\"}";
        }
    },

    /** A path for each role; {@code 17 payload} goes to connection 17, as it is. What the floor and Tyrus speak. */
    PLAIN {
        @Override
        String path(Role role, int index) {
            return switch (role) {
                case ECHO -> "/echo";
                case PAIR -> "/p2p?id=" + index;
                case PUBLISHER, GROUP_PUBLISHER -> "/pub";
                case SUBSCRIBER, MEMBER -> "/sub";
            };
        }

        @Override
        String head(Role role, int target) {
            return role == Role.PAIR ? target + " " : "";
        }

        @Override
        String tail() {
            return "";
        }
    };

    /** Where connection {@code index} connects to. */
    abstract String path(Role role, int index);

    /** What stands before the payload of a message to {@code target}. */
    abstract String head(Role role, int target);

    /** What stands behind the payload. */
    abstract String tail();
}
