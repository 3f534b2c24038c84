package io.signalbox.metrics;

/** Every counter. Exported as {@code signalbox_…_total}; counts since the start of the process. */
public enum Count {
    CONNECTIONS_OPENED("signalbox_connections_opened", "connections registered with the hub"),
    CONNECTIONS_CLOSED("signalbox_connections_closed", "connections that left the hub, for whatever reason"),
    MESSAGES_IN("signalbox_messages_in", "frames received from clients"),
    MESSAGES_OUT("signalbox_messages_out", "messages written to clients"),
    MESSAGES_REFUSED("signalbox_messages_refused", "frames answered with a coded error"),
    MESSAGES_REPEATED("signalbox_messages_repeated", "messages dropped because their idempotency_key came before"),
    MESSAGES_STORED("signalbox_messages_stored", "inbox entries committed to the database"),
    INBOX_TRANSACTIONS("signalbox_inbox_transactions", "transactions that added inbox entries"),
    MESSAGES_REPLAYED("signalbox_messages_replayed", "inbox entries replayed to a connection"),
    MESSAGES_ACKNOWLEDGED("signalbox_messages_acknowledged", "inbox entries acknowledged by a receiver"),
    ACKS_IGNORED(
            "signalbox_acks_ignored",
            "acknowledgements of what does not wait for that device: another one's, or acknowledged before"),
    MESSAGES_EXPIRED("signalbox_messages_expired", "inbox entries dropped because their time ran out"),
    PUBLICATIONS_RELAYED("signalbox_publications_relayed", "messages of committed transactions that were sent"),
    PUBLICATIONS_FAILED("signalbox_publications_failed", "attempts to send one that failed"),
    PUBLICATIONS_SET_ASIDE("signalbox_publications_given_up", "times one failed so often that it was set aside"),
    QUEUE_ENTRIES_ADDED("signalbox_queue_entries_added", "entries put into named queues"),
    QUEUE_ENTRIES_TAKEN("signalbox_queue_entries_taken", "entries taken from named queues"),
    QUEUE_ENTRIES_EXPIRED(
            "signalbox_queue_entries_expired", "entries of named queues dropped because their time ran out"),
    MESSAGES_RATE_LIMITED("signalbox_messages_rate_limited", "frames refused because their sender sent too much"),
    QUOTA_ALERTS("signalbox_quota_alerts", "times a user or tenant came near a limit of a minute or an hour"),
    QUOTA_BLOCKS("signalbox_quota_blocks", "times a user or tenant was blocked for going over such a limit"),
    QUOTA_UNCOUNTED("signalbox_quota_uncounted", "messages let through because they could not be counted"),
    ALERTS_SENT("signalbox_alerts_sent", "alerts that observers, webhook or mail took"),
    ALERTS_FAILED("signalbox_alerts_failed", "alerts that observers, webhook or mail did not take"),
    ALERTS_DROPPED("signalbox_alerts_dropped", "alerts that did not fit in the queue of their way out"),
    PRESENCE_DROPPED("signalbox_presence_dropped", "connections whose coming and going observers were not told"),
    DIRECTORY_REPAIRS(
            "signalbox_directory_repairs", "users whom the cluster's directory had lost though they were connected"),
    DELIVERY_RETRIES(
            "signalbox_delivery_retries", "tries of a delivery after the first, copies handed out again included"),
    DELIVERY_ACKS_LATE(
            "signalbox_delivery_acks_late", "acknowledgements for which the application did not wait any more"),
    DELIVERY_EVENTS_DROPPED(
            "signalbox_delivery_events_dropped", "events of messages that did not fit in the queue of their observers"),
    MESSAGE_RECORD_CHANGES_WRITTEN(
            "signalbox_message_record_changes_written", "changes of message records that are in the database"),
    MESSAGE_RECORD_CHANGES_LOST(
            "signalbox_message_record_changes_lost", "changes of message records that will never be in the database"),
    MESSAGE_RECORD_STATUSES_IGNORED(
            "signalbox_message_record_statuses_ignored", "statuses that could not follow what its record said already"),
    MESSAGE_RECORDS_ENDED(
            "signalbox_message_records_ended", "message records marked ack_timeout or expired because nothing came"),
    MESSAGE_RECORDS_REMOVED("signalbox_message_records_removed", "message records removed because they were old"),
    CONNECTION_RECORD_CHANGES_WRITTEN(
            "signalbox_connection_record_changes_written", "changes of connection records that are in the database"),
    CONNECTION_RECORD_CHANGES_LOST(
            "signalbox_connection_record_changes_lost",
            "changes of connection records that will never be in the database"),
    TOPIC_EVENTS_DROPPED("signalbox_topic_events_dropped", "events of topics that did not fit in the queue"),
    TOPIC_PAYLOADS_REFUSED(
            "signalbox_topic_payloads_refused", "events of topics that a subscriber could not read as its type"),
    OUTBOX_EXPIRED("signalbox_outbox_expired", "messages dropped from an outbox because their deadline passed"),
    OUTBOX_CONFLATED(
            "signalbox_outbox_conflated", "messages replaced in a congested outbox by a newer one of their key"),
    SLOW_CONSUMERS_CONFLATING("signalbox_slow_consumers_conflating", "times an outbox became half full"),
    SLOW_CONSUMERS_PARKED("signalbox_slow_consumers_parked", "times inbox entries were left to the inbox"),
    SLOW_CONSUMERS_RECOVERED("signalbox_slow_consumers_recovered", "times a congested outbox became nearly empty"),
    SLOW_CONSUMERS_CLOSED("signalbox_slow_consumers_closed", "connections closed because their outbox was full"),
    PINGS_SENT("signalbox_pings_sent", "WebSocket pings sent to silent connections"),
    OBSERVER_COPIES("signalbox_observer_copies", "copies of messages put into the outboxes of observers"),
    CASES_ASSIGNED("signalbox_cases_assigned", "cases assigned to an agent"),
    SSE_BINARY_SKIPPED(
            "signalbox_sse_binary_skipped", "binary messages not written to a connection that carries text only"),
    COMMANDS_SENT("signalbox_commands_sent", "commands sent to clients"),
    COMMANDS_ANSWERED("signalbox_commands_answered", "commands that their client answered in time"),
    COMMANDS_TIMED_OUT("signalbox_commands_timed_out", "commands that their client did not answer in time"),
    COMMAND_ANSWERS_IGNORED(
            "signalbox_command_answers_ignored", "answers to no command of that connection, or too late"),
    LINK_MESSAGES_IN("signalbox_link_messages_in", "messages received from other nodes"),
    LINK_MESSAGES_OUT("signalbox_link_messages_out", "messages sent to other nodes"),
    TUNNELS_OPENED("signalbox_tunnels_opened", "client connections tunnelled to a backend"),
    TUNNELS_CLOSED("signalbox_tunnels_closed", "tunnels that ended"),
    BACKEND_CONNECT_FAILURES("signalbox_backend_connect_failures", "dials of a backend that failed"),
    BACKEND_HEALTH_CHANGES("signalbox_backend_health_changes", "times a backend became healthy or unhealthy");

    private final String metricName;
    private final String description;

    Count(String metricName, String description) {
        this.metricName = metricName;
        this.description = description;
    }

    /** Name in the exposition, without {@code _total}. */
    public String metricName() {
        return metricName;
    }

    /** One line of help. */
    public String description() {
        return description;
    }
}
