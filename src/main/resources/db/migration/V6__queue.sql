-- Named queues. The row of message_queue is the lock that orders what is put and taken, and knows how much there is.
create table message_queue (
    name     varchar(128) not null primary key,
    last_seq bigint       not null,
    entries  bigint       not null,
    bytes    bigint       not null
);

create table message_queue_entry (
    queue_name varchar(128)  not null,
    seq        bigint        not null,
    body       varchar(1048576) not null,
    bytes      integer       not null,
    added_at   timestamp with time zone not null,
    expires_at timestamp with time zone not null,
    constraint message_queue_entry_position primary key (queue_name, seq)
);

create index message_queue_entry_expiry on message_queue_entry (expires_at);
