-- The public ledger: a Merkle tree over the leaves of all events, its signed heads, and what opens
-- the leaves. Leaves, hashes and heads are for ever; an opening can be taken away (PIPL).

-- Lots with events that have no leaf yet.
CREATE TABLE ledger_queue (
    lot_id INTEGER PRIMARY KEY REFERENCES lots (id)
) STRICT;

CREATE TABLE ledger_leaves (
    idx INTEGER PRIMARY KEY,
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    seq INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    leaf BLOB NOT NULL,
    UNIQUE (lot_id, seq, kind)
) STRICT;
CREATE INDEX ledger_leaves_of_lot ON ledger_leaves (lot_id, idx);

CREATE TABLE ledger_nodes (
    level INTEGER NOT NULL,
    idx INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, idx)
) STRICT, WITHOUT ROWID;

CREATE TABLE ledger_openings (
    idx INTEGER PRIMARY KEY REFERENCES ledger_leaves (idx),
    opening TEXT NOT NULL
) STRICT;

CREATE TABLE ledger_heads (
    size INTEGER PRIMARY KEY,
    root BLOB NOT NULL,
    note TEXT NOT NULL,
    at INTEGER NOT NULL
) STRICT;

-- One row: whoever sequences holds it.
CREATE TABLE ledger_turn (
    id INTEGER PRIMARY KEY CHECK (id = 1)
) STRICT;
INSERT INTO ledger_turn (id) VALUES (1);

CREATE TRIGGER ledger_leaves_follow BEFORE INSERT ON ledger_leaves
WHEN NEW.idx <> 1 + COALESCE((SELECT max(idx) FROM ledger_leaves), -1)
BEGIN
    SELECT RAISE(ABORT, 'leaves of the ledger have no gaps');
END;
CREATE TRIGGER ledger_leaves_keep BEFORE UPDATE ON ledger_leaves BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_leaves_stay BEFORE DELETE ON ledger_leaves BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_nodes_keep BEFORE UPDATE ON ledger_nodes BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_nodes_stay BEFORE DELETE ON ledger_nodes BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
CREATE TRIGGER ledger_heads_stay BEFORE DELETE ON ledger_heads BEGIN
    SELECT RAISE(ABORT, 'the ledger is append-only');
END;
