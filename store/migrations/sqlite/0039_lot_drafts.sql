-- Lots that are still being typed into the online form (草稿).

CREATE TABLE lot_drafts (
    id INTEGER PRIMARY KEY,
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    institution_id INTEGER NOT NULL REFERENCES institutions (id),
    kind TEXT NOT NULL,
    -- What was typed, JSON; empty once the lot is submitted.
    doc TEXT NOT NULL,
    -- Grows with every change.
    revision INTEGER NOT NULL,
    begun_by INTEGER NOT NULL REFERENCES accounts (id),
    begun_at INTEGER NOT NULL,
    changed_by INTEGER NOT NULL REFERENCES accounts (id),
    changed_at INTEGER NOT NULL,
    -- The lot that came back and is put right here.
    corrects INTEGER REFERENCES lots (id),
    -- When it was deleted; it can be taken back for a day.
    deleted_at INTEGER,
    -- The lot that it has become.
    lot_id INTEGER REFERENCES lots (id),
    CHECK (deleted_at IS NULL OR lot_id IS NULL)
) STRICT;
CREATE INDEX lot_drafts_of_institution ON lot_drafts (institution_id, changed_at) WHERE lot_id IS NULL;
CREATE INDEX lot_drafts_deleted ON lot_drafts (deleted_at) WHERE deleted_at IS NOT NULL;
-- A lot is put right in one draft.
CREATE UNIQUE INDEX lot_drafts_correcting ON lot_drafts (corrects) WHERE corrects IS NOT NULL;
