-- The public ledger: a Merkle tree over the leaves of all events, its signed heads, and what opens
-- the leaves. Leaves, hashes and heads are for ever; an opening can be taken away (PIPL).

-- Lots with events that have no leaf yet.
CREATE TABLE ledger_queue (
    lot_id BIGINT PRIMARY KEY REFERENCES lots (id)
);

CREATE TABLE ledger_leaves (
    idx BIGINT PRIMARY KEY,
    lot_id BIGINT NOT NULL REFERENCES lots (id),
    seq BIGINT NOT NULL,
    kind BIGINT NOT NULL,
    leaf BYTEA NOT NULL,
    UNIQUE (lot_id, seq, kind)
);
CREATE INDEX ledger_leaves_of_lot ON ledger_leaves (lot_id, idx);

CREATE TABLE ledger_nodes (
    level BIGINT NOT NULL,
    idx BIGINT NOT NULL,
    hash BYTEA NOT NULL,
    PRIMARY KEY (level, idx)
);

CREATE TABLE ledger_openings (
    idx BIGINT PRIMARY KEY REFERENCES ledger_leaves (idx),
    opening TEXT NOT NULL
);

CREATE TABLE ledger_heads (
    size BIGINT PRIMARY KEY,
    root BYTEA NOT NULL,
    note TEXT NOT NULL,
    at BIGINT NOT NULL
);

-- One row: whoever sequences holds it.
CREATE TABLE ledger_turn (
    id BIGINT PRIMARY KEY CHECK (id = 1)
);
INSERT INTO ledger_turn (id) VALUES (1);

CREATE FUNCTION follow_leaf() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.idx <> 1 + COALESCE((SELECT max(idx) FROM ledger_leaves), -1) THEN
        RAISE EXCEPTION 'leaves of the ledger have no gaps'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;

CREATE TRIGGER ledger_leaves_follow BEFORE INSERT ON ledger_leaves
FOR EACH ROW EXECUTE FUNCTION follow_leaf();
CREATE TRIGGER ledger_leaves_keep BEFORE UPDATE OR DELETE ON ledger_leaves
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_nodes_keep BEFORE UPDATE OR DELETE ON ledger_nodes
FOR EACH ROW EXECUTE FUNCTION refuse_change();
CREATE TRIGGER ledger_heads_stay BEFORE DELETE ON ledger_heads
FOR EACH ROW EXECUTE FUNCTION refuse_change();
