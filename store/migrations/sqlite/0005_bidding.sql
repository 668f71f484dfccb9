-- Rounds, the auction of a lot, its append-only events, answered bids and enrolments.

CREATE TABLE rounds (
    id INTEGER PRIMARY KEY,
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    -- Days since 1970-01-01, Beijing.
    on_day INTEGER NOT NULL,
    opens_at INTEGER NOT NULL,
    closes_at INTEGER NOT NULL,
    window_ms INTEGER NOT NULL,
    extension_ms INTEGER NOT NULL,
    state TEXT NOT NULL,
    practice INTEGER NOT NULL,
    lot_count INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE UNIQUE INDEX rounds_of_day ON rounds (season_id, on_day) WHERE practice = 0;
CREATE INDEX rounds_by_start ON rounds (season_id, practice, opens_at, id);

-- The state of the latest auction of a lot: the sum of its events, rebuilt from them at any time.
CREATE TABLE auctions (
    lot_id INTEGER PRIMARY KEY REFERENCES lots (id),
    round_id INTEGER NOT NULL REFERENCES rounds (id),
    practice INTEGER NOT NULL,
    listed_seq INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    price_fen INTEGER,
    leader_paddle INTEGER,
    opens_at INTEGER NOT NULL,
    ends_at INTEGER NOT NULL,
    extensions INTEGER NOT NULL,
    bid_count INTEGER NOT NULL,
    bidder_count INTEGER NOT NULL,
    latest_bid_at INTEGER NOT NULL,
    outcome TEXT,
    -- What was left until the end when bidding was interrupted, ms.
    suspended_ms INTEGER,
    -- What few lots have: the ceiling of the leader, the floor and the struck bidders. Secret.
    extra TEXT,
    terms TEXT NOT NULL,
    -- Secret; leaves the store only inside a whole Auction.
    reserve_fen INTEGER
) STRICT;

CREATE INDEX auctions_running ON auctions (practice, opens_at, ends_at) WHERE outcome IS NULL;
CREATE INDEX auctions_ending ON auctions (practice, ends_at, lot_id) WHERE outcome IS NULL;
CREATE INDEX auctions_of_round ON auctions (round_id) WHERE outcome IS NULL;
CREATE INDEX auctions_due ON auctions (ends_at, lot_id) WHERE outcome IS NULL;

CREATE TABLE lot_events (
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    seq INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL CHECK (kind IN ('listed', 'bid', 'suspended', 'resumed', 'voided',
        'cancelled', 'closed')),
    paddle INTEGER,
    account_id INTEGER,
    amount_fen INTEGER CHECK (amount_fen > 0),
    received_at INTEGER,
    ends_at INTEGER,
    bid_count INTEGER NOT NULL,
    bidder_count INTEGER NOT NULL,
    extensions INTEGER NOT NULL,
    -- The event itself where the columns do not say it all: terms and results.
    payload TEXT,
    -- The frame as it went to the watchers; absent for generated data, which is replayed instead.
    frame TEXT,
    PRIMARY KEY (lot_id, seq)
) STRICT;

CREATE TRIGGER lot_events_follow BEFORE INSERT ON lot_events
WHEN NEW.seq <> 1 + COALESCE((SELECT max(seq) FROM lot_events WHERE lot_id = NEW.lot_id), 0)
BEGIN
    SELECT RAISE(ABORT, 'events of a lot have no gaps');
END;
CREATE TRIGGER lot_events_keep BEFORE UPDATE ON lot_events BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;
CREATE TRIGGER lot_events_stay BEFORE DELETE ON lot_events BEGIN
    SELECT RAISE(ABORT, 'events are append-only');
END;

CREATE TABLE bid_keys (
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    answer TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (lot_id, account_id, key)
) STRICT;

CREATE TRIGGER bid_keys_keep BEFORE UPDATE ON bid_keys BEGIN
    SELECT RAISE(ABORT, 'the answer to a bid never changes');
END;
CREATE TRIGGER bid_keys_stay BEFORE DELETE ON bid_keys BEGIN
    SELECT RAISE(ABORT, 'the answer to a bid is never forgotten');
END;

CREATE TABLE enrolments (
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    paddle INTEGER NOT NULL,
    rules_version TEXT NOT NULL,
    at INTEGER NOT NULL,
    bids INTEGER NOT NULL DEFAULT 0,
    -- Number of the last accepted bid's event; 0 before the first.
    last_bid_seq INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (lot_id, account_id),
    UNIQUE (lot_id, paddle)
) STRICT;
