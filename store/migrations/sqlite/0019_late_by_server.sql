-- Bids that arrived before the end and were not decided before the close (LATE_BY_SERVER): an
-- incident of ours, for the organiser and for the figures of the round.

CREATE TABLE late_by_server (
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    -- The key of the bid; its answer stands in bid_keys.
    key TEXT NOT NULL,
    round_id INTEGER NOT NULL REFERENCES rounds (id),
    paddle INTEGER,
    received_at INTEGER NOT NULL,
    ended_at INTEGER NOT NULL CHECK (ended_at > received_at),
    at INTEGER NOT NULL,
    PRIMARY KEY (lot_id, account_id, key)
) STRICT;

CREATE INDEX late_by_server_of_round ON late_by_server (round_id);
CREATE INDEX late_by_server_of_lot ON late_by_server (lot_id, at, received_at);

CREATE TRIGGER late_by_server_keep BEFORE UPDATE ON late_by_server BEGIN
    SELECT RAISE(ABORT, 'incidents are append-only');
END;
CREATE TRIGGER late_by_server_stay BEFORE DELETE ON late_by_server BEGIN
    SELECT RAISE(ABORT, 'incidents are append-only');
END;
