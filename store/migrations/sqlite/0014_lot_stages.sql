-- What happened to a lot after its round (成交办理): who moved it where, when, why and with which
-- paper; and the publicities that are under way.

CREATE TABLE lot_stages (
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    seq INTEGER NOT NULL,
    -- Number of the event that listed the lot in the round this belongs to: with another round the
    -- lot begins anew.
    listed_seq INTEGER NOT NULL,
    event TEXT NOT NULL,
    from_stage TEXT NOT NULL,
    to_stage TEXT NOT NULL,
    at INTEGER NOT NULL,
    -- Absent when the clock did it.
    by_id INTEGER REFERENCES accounts (id),
    reason TEXT NOT NULL,
    -- What else is known of it, JSON; names of people in it are for staff alone.
    particulars TEXT NOT NULL,
    -- The paper it rests on, kept with the proofs of the deposits.
    paper TEXT REFERENCES deposit_proofs (hash),
    PRIMARY KEY (lot_id, seq)
) STRICT;

-- Publicities under way, with their end: the clock looks at nothing else.
CREATE TABLE publicities (
    lot_id INTEGER PRIMARY KEY REFERENCES lots (id),
    ends_at INTEGER NOT NULL
) STRICT;
CREATE INDEX publicities_by_end ON publicities (ends_at, lot_id);

CREATE TRIGGER lot_stages_follow BEFORE INSERT ON lot_stages
WHEN NEW.seq <> 1 + COALESCE((SELECT max(seq) FROM lot_stages WHERE lot_id = NEW.lot_id), 0)
BEGIN
    SELECT RAISE(ABORT, 'the moves of a lot have no gaps');
END;
CREATE TRIGGER lot_stages_keep BEFORE UPDATE ON lot_stages BEGIN
    SELECT RAISE(ABORT, 'the moves of a lot are append-only');
END;
CREATE TRIGGER lot_stages_stay BEFORE DELETE ON lot_stages BEGIN
    SELECT RAISE(ABORT, 'the moves of a lot are append-only');
END;
