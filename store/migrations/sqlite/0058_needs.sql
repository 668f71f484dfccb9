-- Technology needs (技术需求): what everybody may read stands apart from what the form says in whole, so that no
-- public page reads a secret even by mistake.

CREATE TABLE needs (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    -- The session that presents it.
    session_id INTEGER REFERENCES sessions (id),
    -- The unit that handed it in; NULL when the centre did.
    submitter_id INTEGER REFERENCES institutions (id),
    industry TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Days since 1970-01-01.
    valid_until INTEGER NOT NULL,
    submitted_at INTEGER NOT NULL,
    published_at INTEGER,
    identity_key TEXT NOT NULL,
    import_digest TEXT,
    row_version INTEGER NOT NULL DEFAULT 1,
    -- What everybody may read once it is published.
    sheet TEXT NOT NULL,
    -- The row of the form with enterprise and contact: its unit's and the centre's.
    private TEXT NOT NULL,
    -- What the centre says of it, to its unit.
    opinion TEXT NOT NULL DEFAULT ''
) STRICT;
-- The same need stands once in a season.
CREATE UNIQUE INDEX needs_live ON needs (season_id, identity_key) WHERE state <> 'CLOSED';
CREATE INDEX needs_by_state ON needs (season_id, state, published_at, id);
CREATE INDEX needs_of_season ON needs (season_id, id);
CREATE INDEX needs_of_session ON needs (session_id, state, id);
CREATE INDEX needs_of_unit ON needs (submitter_id, id);

-- The last number of a code such as X2026-BIO-0001.
CREATE TABLE need_numbers (
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    industry TEXT NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (season_id, industry)
) STRICT, WITHOUT ROWID;

-- What an upload did, so that it can be taken back.
CREATE TABLE import_needs (
    import_id INTEGER NOT NULL REFERENCES imports (id),
    need_id INTEGER NOT NULL REFERENCES needs (id),
    -- The version that the upload left.
    version INTEGER NOT NULL,
    -- The need before; NULL for one that came in with it.
    earlier TEXT,
    PRIMARY KEY (import_id, need_id)
) STRICT, WITHOUT ROWID;
