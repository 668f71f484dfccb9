-- What the organiser did to lots under the hammer: asked for by one person, decided by another.

CREATE TABLE interventions (
    id INTEGER PRIMARY KEY,
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    -- The step and its details, JSON.
    step TEXT NOT NULL,
    reason TEXT NOT NULL,
    requested_by INTEGER NOT NULL REFERENCES accounts (id),
    requested_at INTEGER NOT NULL,
    decided_by INTEGER REFERENCES accounts (id),
    decided_at INTEGER,
    approved INTEGER,
    -- When it is to be carried out, for what was approved.
    due_at INTEGER,
    carried_out_at INTEGER,
    CHECK (decided_by IS NULL OR decided_by <> requested_by OR approved IS NOT TRUE)
) STRICT;

-- One request at a time waits on a lot.
CREATE UNIQUE INDEX interventions_pending ON interventions (lot_id) WHERE decided_at IS NULL;
CREATE INDEX interventions_of_lot ON interventions (lot_id, id);
CREATE INDEX interventions_due ON interventions (due_at) WHERE carried_out_at IS NULL;
