-- What whoever verified or returned a record has to say of it; what was returned may be entered again. The
-- rule of a table cannot be taken out of it here: the table is made anew.

CREATE TABLE intakes_new (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    lot_id INTEGER NOT NULL REFERENCES lots (id),
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
    -- No auction without the bureau's approval and a price.
    CHECK (kind <> 'OFFLINE_AUCTION'
        OR (approval_number IS NOT NULL AND approved_on IS NOT NULL AND amount_fen IS NOT NULL))
) STRICT;
INSERT INTO intakes_new (id, session_id, lot_id, kind, buyer, buyer_code, amount_fen, agreed_on,
    approval_number, approved_on, state, entered_by, entered_at)
SELECT id, session_id, lot_id, kind, buyer, buyer_code, amount_fen, agreed_on, approval_number,
    approved_on, state, entered_by, entered_at
FROM intakes;
DROP TABLE intakes;
ALTER TABLE intakes_new RENAME TO intakes;
-- The hammer falls once for a lot.
CREATE UNIQUE INDEX intakes_sold ON intakes (lot_id) WHERE kind = 'OFFLINE_AUCTION' AND state <> 'RETURNED';
CREATE UNIQUE INDEX intakes_once ON intakes (lot_id, buyer_code, agreed_on, kind)
WHERE state <> 'RETURNED';
CREATE INDEX intakes_of_session ON intakes (session_id, id);

-- Those that wait, and those that have ended, in the order of their pages.
CREATE INDEX interests_open ON interests (due_on, id) WHERE ended_at IS NULL;
CREATE INDEX interests_ended ON interests (due_on, id) WHERE ended_at IS NOT NULL;
-- Whose people are reminded.
CREATE INDEX sessions_by_hour ON sessions (starts_at, id);
