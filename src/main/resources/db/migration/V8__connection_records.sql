-- What is recorded of connections: one row for all that have the same app and client id, about the newest of them. The
-- generation tells the newest, also when what an older one has to say comes late; incarnation is the process that has it.
create table connection_record (
    app_id           varchar(128) not null,
    client_id        varchar(128) not null,
    generation       bigint       not null,
    incarnation      varchar(64)  not null,
    node_id          varchar(255) not null,
    node_host        varchar(255) not null,
    node_port        integer      not null,
    namespace        varchar(128) not null,
    user_id          varchar(128) not null,
    user_type        varchar(32)  not null,
    device_id        varchar(128) not null,
    client_type      varchar(32)  not null,
    connection_type  varchar(32)  not null,
    client_address   varchar(64)  not null,
    headers          varchar(8192) not null,
    connected_at     timestamp with time zone not null,
    updated_at       timestamp with time zone not null,
    active           boolean      not null,
    disconnected_at  timestamp with time zone,
    duration_millis  bigint       not null,
    end_reason       varchar(32),
    end_code         integer      not null,
    end_message      varchar(200),
    forced_offline   boolean      not null,
    abnormal         boolean      not null,
    reconnects       bigint       not null,
    messages_in      bigint       not null,
    messages_out     bigint       not null,
    bytes_in         bigint       not null,
    bytes_out        bigint       not null,
    pings_answered   bigint       not null,
    pings_lost       bigint       not null,
    ping_sum_micros  bigint       not null,
    ping_min_micros  bigint       not null,
    ping_max_micros  bigint       not null,
    last_ping_at     timestamp with time zone,
    last_pong_at     timestamp with time zone,
    errors           bigint       not null,
    last_error       varchar(64),
    last_error_at    timestamp with time zone,
    constraint connection_record_id primary key (app_id, client_id)
);

create index connection_record_newest on connection_record (connected_at, app_id, client_id);
create index connection_record_user on connection_record (app_id, namespace, user_id);
create index connection_record_node on connection_record (node_id);
create index connection_record_address on connection_record (client_address);
create index connection_record_process on connection_record (active, incarnation);
create index connection_record_expiry on connection_record (disconnected_at);
create index connection_record_errors on connection_record (errors);
create index connection_record_reconnects on connection_record (reconnects);
