-- What a committed upload did to which lot, so that it can be taken back as a whole; and the rules of
-- the kind 原则上 that the centre has waived for an institution.

ALTER TABLE imports ADD COLUMN undone_at INTEGER;
ALTER TABLE imports ADD COLUMN undone_by INTEGER REFERENCES accounts (id);

CREATE TABLE import_lots (
    import_id INTEGER NOT NULL REFERENCES imports (id),
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    -- The version that the upload left: with another one something has changed since.
    version INTEGER NOT NULL,
    -- The lot before it was changed, JSON; absent for a lot that came in with the upload.
    earlier TEXT,
    PRIMARY KEY (import_id, lot_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE quota_waivers (
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    institution_id INTEGER NOT NULL REFERENCES institutions (id),
    rule TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL,
    PRIMARY KEY (season_id, institution_id, rule)
) STRICT, WITHOUT ROWID;
