-- When each process could last write, and the times when none could: a lot whose end falls behind
-- such a time is suspended instead of closed.

CREATE TABLE heartbeats (
    node TEXT NOT NULL PRIMARY KEY,
    at BIGINT NOT NULL
);

CREATE TABLE outages (
    from_at BIGINT NOT NULL PRIMARY KEY,
    to_at BIGINT NOT NULL CHECK (to_at > from_at)
);

CREATE INDEX outages_by_end ON outages (to_at);
