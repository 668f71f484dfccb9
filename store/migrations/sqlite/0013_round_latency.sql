-- How long the bids of a round took, as each process measured it: one row per round and process,
-- written every few seconds while bids come.

CREATE TABLE round_latency (
    round_id INTEGER NOT NULL REFERENCES rounds (id),
    node TEXT NOT NULL,
    figures TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (round_id, node)
) STRICT, WITHOUT ROWID;
