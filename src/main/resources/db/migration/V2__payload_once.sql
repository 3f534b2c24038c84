-- A message is stored once, whoever it is for. A short one for one receiver is in its entry; any other is in
-- inbox_payload, and the entries of the inboxes that it waits in refer to it. An entry is looked up by entry_key
-- (inbox, message id, sender), a payload by its id only.

-- Which life of the inbox this is. Random for those made from now on, so none of them is called like one from before.
alter table inbox add column epoch varchar(36) default '' not null;
update inbox set epoch = 'v1-' || id;
-- Highest position that left without being acknowledged: its time ran out, or it made room.
alter table inbox add column lost_seq bigint default 0 not null;
-- Ids from sequences, taken by the dozen: generated ones would cost a round trip for each row. Those given out before
-- are far below the first.
alter table inbox alter column id drop identity;
create sequence inbox_ids start with 4294967296 increment by 50;
create sequence inbox_payload_ids start with 4294967296 increment by 1000;

-- receivers: how many entries it was stored with; payloads of one receiver leave with their entry, no question asked.
create table inbox_payload (
    id        bigint           not null,
    receivers integer          not null,
    body      varchar(1048576) not null,
    stored_at timestamp with time zone not null,
    constraint inbox_payload_id primary key (id)
);

alter table inbox_entry rename to inbox_entry_v1;

create table inbox_entry (
    inbox_id    bigint       not null,
    seq         bigint       not null,
    entry_key   varchar(300) ${bytewise} not null,
    payload_id  bigint,
    body        varchar(4096),
    expires_at  timestamp with time zone not null,
    constraint inbox_entry_has_body check ((payload_id is null) <> (body is null)),
    constraint inbox_entry_at primary key (inbox_id, seq),
    constraint inbox_entry_inbox foreign key (inbox_id) references inbox (id),
    constraint inbox_entry_payload foreign key (payload_id) references inbox_payload (id)
);

insert into inbox_payload (id, receivers, body, stored_at)
    select row_number() over (order by inbox_id, seq), 1, body, stored_at from inbox_entry_v1;
insert into inbox_entry (inbox_id, seq, entry_key, payload_id, expires_at)
    select inbox_id, seq, inbox_id || ':' || char_length(message_id) || ':' || message_id || ':' || sender,
        row_number() over (order by inbox_id, seq), expires_at
    from inbox_entry_v1;

drop table inbox_entry_v1;

-- Unique also tells the planner, before any statistics are there, that a list of keys is as many rows: it reads this
-- index, not the table. By bytes, so that all senders of a message id are one range of it in every locale.
create unique index inbox_entry_key on inbox_entry (entry_key);
create index inbox_entry_of_payload on inbox_entry (payload_id);
create index inbox_entry_expires on inbox_entry (expires_at);

-- Written to find out whether the database takes anything.
create table store_probe (
    id         integer not null,
    checked_at timestamp with time zone not null,
    constraint store_probe_id primary key (id)
);
insert into store_probe (id, checked_at) values (1, timestamp with time zone '2000-01-01 00:00:00+00');
