-- Bids that arrived before the end and were not decided before the close (LATE_BY_SERVER): an
-- incident of ours, for the organiser and for the figures of the round.

CREATE TABLE late_by_server (
    lot_id BIGINT NOT NULL REFERENCES lots (id),
    account_id BIGINT NOT NULL REFERENCES accounts (id),
    -- The key of the bid; its answer stands in bid_keys.
    key TEXT NOT NULL,
    round_id BIGINT NOT NULL REFERENCES rounds (id),
    paddle BIGINT,
    received_at BIGINT NOT NULL,
    ended_at BIGINT NOT NULL CHECK (ended_at > received_at),
    at BIGINT NOT NULL,
    PRIMARY KEY (lot_id, account_id, key)
);

CREATE INDEX late_by_server_of_round ON late_by_server (round_id);
CREATE INDEX late_by_server_of_lot ON late_by_server (lot_id, at, received_at);

CREATE TRIGGER late_by_server_keep BEFORE UPDATE OR DELETE ON late_by_server
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER late_by_server_whole BEFORE TRUNCATE ON late_by_server
FOR EACH STATEMENT EXECUTE FUNCTION refuse_change();
