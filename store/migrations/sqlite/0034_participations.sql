-- Institutions join seasons (参与): liaisons, agreements, papers, experts; and the files (附件) of them
-- and of lots. The bytes of files lie outside of the database.

CREATE TABLE stored_files (
    id INTEGER PRIMARY KEY,
    -- What it hangs on, and the number of it.
    owner_kind TEXT NOT NULL,
    owner_id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    visibility TEXT NOT NULL,
    -- Where its bytes lie; absent for a link.
    place TEXT UNIQUE,
    media TEXT,
    bytes INTEGER,
    sha256 TEXT,
    -- The address of a video; it has no bytes.
    link TEXT,
    uploaded_by INTEGER NOT NULL REFERENCES accounts (id),
    uploaded_at INTEGER NOT NULL,
    CHECK ((link IS NULL) = (place IS NOT NULL)),
    CHECK ((place IS NULL) = (media IS NULL)),
    CHECK ((place IS NULL) = (bytes IS NULL)),
    CHECK ((place IS NULL) = (sha256 IS NULL))
) STRICT;
CREATE INDEX stored_files_of_owner ON stored_files (owner_kind, owner_id, id);

CREATE TABLE participations (
    id INTEGER PRIMARY KEY,
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    institution_id INTEGER NOT NULL REFERENCES institutions (id),
    -- Absent for what was carried over from before there were accounts.
    joined_by INTEGER REFERENCES accounts (id),
    joined_at INTEGER NOT NULL,
    -- Days since 1970-01-01.
    paper_received_on INTEGER,
    -- The last day on which it may submit after the deadline of the season, and why.
    reopened_until INTEGER,
    reopened_reason TEXT,
    UNIQUE (season_id, institution_id),
    CHECK ((reopened_until IS NULL) = (reopened_reason IS NULL))
) STRICT;
CREATE INDEX participations_of_season ON participations (season_id, id);
CREATE INDEX participations_of_institution ON participations (institution_id, id);

-- Whoever was and is liaison; one at a time has no end.
CREATE TABLE participation_liaisons (
    id INTEGER PRIMARY KEY,
    participation_id INTEGER NOT NULL REFERENCES participations (id),
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    -- How to reach the person, JSON; empty once the person is gone.
    card TEXT NOT NULL,
    -- The mobile number in it, which no two liaisons of a season share; absent once the person is gone.
    phone TEXT,
    named_by INTEGER NOT NULL REFERENCES accounts (id),
    from_at INTEGER NOT NULL,
    until_at INTEGER
) STRICT;
CREATE UNIQUE INDEX participation_liaisons_active ON participation_liaisons (participation_id) WHERE until_at IS NULL;
CREATE UNIQUE INDEX participation_liaisons_phone ON participation_liaisons (season_id, phone) WHERE until_at IS NULL AND phone IS NOT NULL;
CREATE INDEX participation_liaisons_of ON participation_liaisons (participation_id, id);
CREATE INDEX participation_liaisons_by_account ON participation_liaisons (account_id);

CREATE TABLE participation_waivers (
    id INTEGER PRIMARY KEY,
    participation_id INTEGER NOT NULL REFERENCES participations (id),
    rule TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL,
    UNIQUE (participation_id, rule)
) STRICT;

CREATE INDEX participation_waivers_of ON participation_waivers (participation_id, id);

CREATE TABLE service_agreements (
    id INTEGER PRIMARY KEY,
    institution_id INTEGER NOT NULL REFERENCES institutions (id),
    -- Days since 1970-01-01.
    signed_on INTEGER NOT NULL,
    state TEXT NOT NULL,
    -- Absent for what was carried over from before there were accounts.
    handed_in_by INTEGER REFERENCES accounts (id),
    handed_in_at INTEGER NOT NULL,
    decided_by INTEGER REFERENCES accounts (id),
    decided_at INTEGER,
    -- Why it was returned.
    reason TEXT,
    CHECK ((state = 'SUBMITTED') = (decided_at IS NULL))
) STRICT;
CREATE INDEX service_agreements_of ON service_agreements (institution_id, id);
CREATE INDEX service_agreements_accepted ON service_agreements (institution_id) WHERE state = 'ACCEPTED';

CREATE TABLE experts (
    id INTEGER PRIMARY KEY,
    season_id INTEGER NOT NULL REFERENCES seasons (id),
    institution_id INTEGER NOT NULL REFERENCES institutions (id),
    -- What is known of the person, JSON.
    card TEXT NOT NULL,
    -- Name and mobile number: whoever is nominated twice is the same person.
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    consent_at INTEGER NOT NULL,
    nominated_by INTEGER NOT NULL REFERENCES accounts (id),
    decided_by INTEGER REFERENCES accounts (id),
    admitted_at INTEGER,
    UNIQUE (season_id, institution_id, name, phone)
) STRICT;
CREATE INDEX experts_of_season ON experts (season_id, id);
CREATE INDEX experts_of_institution ON experts (season_id, institution_id, id);

-- The lots of a submission sheet.
CREATE INDEX lots_of_owner ON lots (season_id, owner_id, id);
