-- What a committed upload did to which lot, so that it can be taken back as a whole; and the rules of
-- the kind 原则上 that the centre has waived for an institution.

ALTER TABLE imports ADD COLUMN undone_at BIGINT;
ALTER TABLE imports ADD COLUMN undone_by BIGINT REFERENCES accounts (id);

CREATE TABLE import_lots (
    import_id BIGINT NOT NULL REFERENCES imports (id),
    lot_id BIGINT NOT NULL REFERENCES lots (id),
    -- The version that the upload left: with another one something has changed since.
    version BIGINT NOT NULL,
    -- The lot before it was changed, JSON; absent for a lot that came in with the upload.
    earlier TEXT,
    PRIMARY KEY (import_id, lot_id)
);

CREATE TABLE quota_waivers (
    season_id BIGINT NOT NULL REFERENCES seasons (id),
    institution_id BIGINT NOT NULL REFERENCES institutions (id),
    rule TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_id BIGINT NOT NULL REFERENCES accounts (id),
    at BIGINT NOT NULL,
    PRIMARY KEY (season_id, institution_id, rule)
);
