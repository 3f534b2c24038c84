-- What became of messages. The id is made of what the record is about, so every node finds the same row, whether it
-- hears of the message first or last: what only the sending node knows (from sender_client to payload) may come later.
create table message_record (
    id            varchar(64)  not null,
    message_id    varchar(128) not null,
    app_id        varchar(128) not null,
    namespace     varchar(128) not null,
    sender        varchar(128) not null,
    delivery_mode varchar(32)  not null,
    receiver      varchar(512) not null,
    status        varchar(16)  not null,
    status_at     timestamp with time zone not null,
    created_at    timestamp with time zone not null,
    first_sent_at timestamp with time zone,
    last_sent_at  timestamp with time zone,
    failure       varchar(64),
    error         varchar(500),
    retries       integer      not null,
    -- JSON: [{"at":milliseconds,"took_ms":n,"error":code or null,"success":true or false}, ...]
    attempts      varchar(4000) not null,
    expires_at    timestamp with time zone not null,
    message_type  varchar(64),
    sender_client varchar(128),
    node_id       varchar(255),
    node_address  varchar(255),
    client_ip     varchar(64),
    max_retries   integer      not null,
    payload       varchar(1048576),
    constraint message_record_id primary key (id)
);

create index message_record_message on message_record (message_id);
create index message_record_sender on message_record (sender, created_at);
create index message_record_receiver on message_record (receiver, created_at);
create index message_record_client_ip on message_record (client_ip, created_at);
create index message_record_node on message_record (node_id, created_at);
create index message_record_created on message_record (created_at, id);
-- For what has waited too long.
create index message_record_status on message_record (status, status_at);
create index message_record_expiry on message_record (expires_at, status);
