-- What each device of a user acknowledged: everything up to seq, and the ranges ahead of it (7,9-12). A device that was
-- not seen for long is forgotten.
create table inbox_cursor (
    inbox_id  bigint         not null,
    client_id varchar(128)   not null,
    seq       bigint         not null,
    ahead     varchar(10240) not null,
    seen_at   timestamp with time zone not null,
    constraint inbox_cursor_of primary key (inbox_id, client_id),
    constraint inbox_cursor_inbox foreign key (inbox_id) references inbox (id)
);

create index inbox_cursor_seen on inbox_cursor (seen_at);
