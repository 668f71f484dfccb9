-- What a form of offline intents and deals (意向与交易汇交表) reports becomes a record too: of a unit instead of a
-- session, perhaps of no lot, its proof brought later; one file may prove several. What must not be missing
-- cannot be taken back from a column here: the table is made anew.

CREATE TABLE intakes_new (
    id INTEGER PRIMARY KEY,
    session_id INTEGER REFERENCES sessions (id),
    lot_id INTEGER REFERENCES lots (id),
    kind TEXT NOT NULL,
    buyer TEXT NOT NULL,
    buyer_code TEXT NOT NULL,
    amount_fen INTEGER,
    -- Days since 1970-01-01.
    agreed_on INTEGER NOT NULL,
    approval_number TEXT,
    approved_on INTEGER,
    state TEXT NOT NULL,
    entered_by INTEGER NOT NULL REFERENCES accounts (id),
    entered_at INTEGER NOT NULL,
    decision TEXT NOT NULL DEFAULT '',
    proof_id INTEGER REFERENCES stored_files (id),
    -- Of a row of the form: season, unit, what makes it the same row later, its hash, its other columns (JSON).
    season_id INTEGER REFERENCES seasons (id),
    institution_id INTEGER REFERENCES institutions (id),
    identity_key TEXT,
    digest TEXT,
    report TEXT,
    -- Grows with every change of what it says.
    row_version INTEGER NOT NULL DEFAULT 1,
    -- No auction without the bureau's approval and a price; no record of nothing.
    CHECK (kind <> 'OFFLINE_AUCTION'
        OR (approval_number IS NOT NULL AND approved_on IS NOT NULL AND amount_fen IS NOT NULL)),
    CHECK (kind <> 'OFFLINE_DEAL' OR amount_fen IS NOT NULL),
    CHECK (report IS NOT NULL OR (session_id IS NOT NULL AND lot_id IS NOT NULL))
) STRICT;
INSERT INTO intakes_new (id, session_id, lot_id, kind, buyer, buyer_code, amount_fen, agreed_on,
    approval_number, approved_on, state, entered_by, entered_at, decision, proof_id)
SELECT id, session_id, lot_id, kind, buyer, buyer_code, amount_fen, agreed_on, approval_number,
    approved_on, state, entered_by, entered_at, decision,
    (SELECT MIN(f.id) FROM stored_files f WHERE f.owner_kind = 'intake' AND f.owner_id = intakes.id)
FROM intakes;
DROP TABLE intakes;
ALTER TABLE intakes_new RENAME TO intakes;
-- A lot is sold once.
CREATE UNIQUE INDEX intakes_sold ON intakes (lot_id)
WHERE kind IN ('OFFLINE_AUCTION', 'OFFLINE_DEAL') AND state IN ('WAITING', 'VERIFIED');
CREATE UNIQUE INDEX intakes_once ON intakes (lot_id, buyer_code, agreed_on, kind)
WHERE state IN ('WAITING', 'VERIFIED');
CREATE UNIQUE INDEX intakes_reported ON intakes (season_id, identity_key)
WHERE state IN ('WAITING', 'VERIFIED');
CREATE INDEX intakes_of_session ON intakes (session_id, id);
CREATE INDEX intakes_of_institution ON intakes (institution_id, id);
CREATE INDEX intakes_unproven ON intakes (institution_id, id) WHERE state = 'WAITING' AND proof_id IS NULL;

CREATE TABLE import_intakes (
    import_id INTEGER NOT NULL REFERENCES imports (id),
    intake_id INTEGER NOT NULL REFERENCES intakes (id),
    -- The version that the upload left: with another one something has changed since.
    version INTEGER NOT NULL,
    -- The record before it was changed, JSON; absent for one that came in with the upload.
    earlier TEXT,
    PRIMARY KEY (import_id, intake_id)
) STRICT, WITHOUT ROWID;
