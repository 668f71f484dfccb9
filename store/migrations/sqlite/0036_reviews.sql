-- Evaluation groups, score sheets, what the centre decides about lots, lots that go back to their
-- institution, and releases in batches.

CREATE TABLE review_groups (
    id INTEGER PRIMARY KEY,
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    industry TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL,
    UNIQUE (season_id, industry)
) STRICT;

CREATE TABLE review_seats (
    group_id INTEGER NOT NULL REFERENCES review_groups (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('TECHNICAL', 'PATENT_OPERATION', 'INVESTMENT')),
    PRIMARY KEY (group_id, account_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX review_seats_of_account ON review_seats (account_id);

CREATE TABLE reviews (
    id INTEGER PRIMARY KEY,
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    kind TEXT NOT NULL CHECK (kind IN ('TECHNICAL', 'PATENT_OPERATION', 'INVESTMENT')),
    state TEXT NOT NULL CHECK (state IN ('ASSIGNED', 'SUBMITTED', 'RECUSED')),
    assigned_at INTEGER NOT NULL,
    due_at INTEGER NOT NULL,
    -- What was typed so far, JSON; only the expert sees it.
    draft TEXT NOT NULL DEFAULT '{}',
    s_advancement INTEGER CHECK (s_advancement BETWEEN 0 AND 100),
    s_feasibility INTEGER CHECK (s_feasibility BETWEEN 0 AND 100),
    s_market INTEGER CHECK (s_market BETWEEN 0 AND 100),
    s_legal INTEGER CHECK (s_legal BETWEEN 0 AND 100),
    comment TEXT,
    recommend TEXT CHECK (recommend IN ('STRONG', 'RECOMMENDED', 'NOT_RECOMMENDED')),
    -- When it was submitted, or the expert recused himself.
    ended_at INTEGER,
    -- Why he did.
    reason TEXT,
    UNIQUE (lot_id, account_id),
    CHECK (state <> 'SUBMITTED' OR (s_advancement IS NOT NULL AND s_feasibility IS NOT NULL
        AND s_market IS NOT NULL AND s_legal IS NOT NULL AND comment IS NOT NULL
        AND recommend IS NOT NULL AND ended_at IS NOT NULL)),
    CHECK (state <> 'RECUSED' OR (reason IS NOT NULL AND ended_at IS NOT NULL))
) STRICT;
CREATE INDEX reviews_of_account ON reviews (account_id, state, id);

CREATE TABLE lot_decisions (
    id INTEGER PRIMARY KEY,
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    decision TEXT NOT NULL CHECK (decision IN ('SELECTED', 'REJECTED')),
    reason TEXT NOT NULL,
    -- Submitted reviews then, and their result in tenths of a point.
    reviews INTEGER NOT NULL,
    result INTEGER,
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX lot_decisions_of ON lot_decisions (lot_id, id);

CREATE TABLE lot_returns (
    id INTEGER PRIMARY KEY,
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    owner_id INTEGER NOT NULL REFERENCES institutions (id),
    -- The identity that the lot gave back, so that its row can be imported anew.
    identity_key TEXT NOT NULL,
    reason TEXT NOT NULL,
    -- What is wrong with which field, JSON.
    notes TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX lot_returns_of_owner ON lot_returns (owner_id, id);

CREATE TABLE releases (
    id INTEGER PRIMARY KEY,
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    title TEXT NOT NULL,
    publish_at INTEGER NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('SCHEDULED', 'PUBLISHED', 'CANCELLED')),
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL,
    ended_at INTEGER
) STRICT;
CREATE INDEX releases_of_season ON releases (season_id, id);
CREATE INDEX releases_scheduled ON releases (publish_at, id) WHERE state = 'SCHEDULED';

CREATE TABLE release_lots (
    release_id INTEGER NOT NULL REFERENCES releases (id),
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    PRIMARY KEY (release_id, lot_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX release_lots_of_lot ON release_lots (lot_id);

-- What an expert has submitted, or that he recused himself, stays as it is.
CREATE TRIGGER reviews_keep BEFORE UPDATE ON reviews WHEN OLD.state <> 'ASSIGNED' BEGIN
    SELECT RAISE(ABORT, 'a submitted review does not change');
END;
CREATE TRIGGER reviews_stay BEFORE DELETE ON reviews WHEN OLD.state <> 'ASSIGNED' BEGIN
    SELECT RAISE(ABORT, 'a submitted review does not change');
END;
CREATE TRIGGER lot_decisions_keep BEFORE UPDATE ON lot_decisions BEGIN
    SELECT RAISE(ABORT, 'decisions are append-only');
END;
CREATE TRIGGER lot_decisions_stay BEFORE DELETE ON lot_decisions BEGIN
    SELECT RAISE(ABORT, 'decisions are append-only');
END;
CREATE TRIGGER lot_returns_keep BEFORE UPDATE ON lot_returns BEGIN
    SELECT RAISE(ABORT, 'returns are append-only');
END;
CREATE TRIGGER lot_returns_stay BEFORE DELETE ON lot_returns BEGIN
    SELECT RAISE(ABORT, 'returns are append-only');
END;
CREATE TRIGGER releases_keep BEFORE UPDATE ON releases WHEN OLD.state <> 'SCHEDULED' BEGIN
    SELECT RAISE(ABORT, 'a release that has ended does not change');
END;
CREATE TRIGGER releases_stay BEFORE DELETE ON releases BEGIN
    SELECT RAISE(ABORT, 'releases stay');
END;
