-- When each process could last write, and the times when none could: a lot whose end falls behind
-- such a time is suspended instead of closed.

CREATE TABLE heartbeats (
    node TEXT NOT NULL PRIMARY KEY,
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE outages (
    from_at INTEGER NOT NULL PRIMARY KEY,
    to_at INTEGER NOT NULL CHECK (to_at > from_at)
) STRICT;

CREATE INDEX outages_by_end ON outages (to_at);
