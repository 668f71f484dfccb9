-- Organisations that sign up, the people of an organisation, and roles that two persons grant.

ALTER TABLE institutions ADD COLUMN credit_code TEXT;
UPDATE institutions SET credit_code = json_extract(doc, '$.credit_code');
CREATE INDEX institutions_by_credit_code ON institutions (credit_code, id);
CREATE INDEX accounts_of_institution ON accounts (institution_id, id);

CREATE TABLE applications (
    id INTEGER PRIMARY KEY,
    -- Of the applicant's link; 128 random bits need no salt.
    link_hash BLOB NOT NULL UNIQUE,
    -- What the organisation says of itself, JSON; absent once it has withdrawn.
    applicant TEXT,
    name TEXT NOT NULL,
    credit_code TEXT NOT NULL,
    login TEXT NOT NULL,
    -- Until the account exists.
    password_hash TEXT,
    state TEXT NOT NULL CHECK (state IN ('SUBMITTED', 'APPROVED', 'RETURNED', 'WITHDRAWN')),
    submitted_at INTEGER NOT NULL,
    decided_at INTEGER,
    decided_by INTEGER REFERENCES accounts (id),
    -- Why it was returned.
    reason TEXT,
    institution_id INTEGER REFERENCES institutions (id),
    account_id INTEGER REFERENCES accounts (id)
) STRICT;
CREATE INDEX applications_in_state ON applications (state, id);

-- The letter of an application; it goes when the application is withdrawn.
CREATE TABLE application_letters (
    application_id INTEGER PRIMARY KEY REFERENCES applications (id),
    -- SHA-256 of the file, 64 digits.
    hash TEXT NOT NULL,
    file_name TEXT NOT NULL,
    bytes INTEGER NOT NULL,
    file BLOB NOT NULL
) STRICT;

-- What is decided stays decided.
CREATE TRIGGER applications_keep BEFORE UPDATE ON applications
WHEN OLD.state IN ('APPROVED', 'WITHDRAWN') BEGIN
    SELECT RAISE(ABORT, 'a decided application does not change');
END;
CREATE TRIGGER applications_stay BEFORE DELETE ON applications BEGIN
    SELECT RAISE(ABORT, 'applications stay');
END;

CREATE TABLE invitations (
    id INTEGER PRIMARY KEY,
    link_hash BLOB NOT NULL UNIQUE,
    institution_id INTEGER NOT NULL REFERENCES institutions (id),
    -- For whom, in the words of the inviter.
    note TEXT NOT NULL,
    grants TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL,
    ended_at INTEGER,
    -- Whose account came of it; absent when it was called off.
    account_id INTEGER REFERENCES accounts (id)
) STRICT;
CREATE INDEX invitations_of_institution ON invitations (institution_id, id);

CREATE TABLE role_proposals (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    step TEXT NOT NULL CHECK (step IN ('GRANT', 'WITHDRAW')),
    role_grant TEXT NOT NULL,
    reason TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL,
    decided_at INTEGER,
    -- Never whoever proposed, when it was approved.
    decided_by INTEGER REFERENCES accounts (id),
    approved INTEGER,
    CHECK (approved IS NULL OR approved = 0 OR decided_by <> by_id)
) STRICT;
CREATE INDEX role_proposals_of_account ON role_proposals (account_id, id);

CREATE TRIGGER role_proposals_keep BEFORE UPDATE ON role_proposals
WHEN OLD.decided_at IS NOT NULL BEGIN
    SELECT RAISE(ABORT, 'a decided proposal does not change');
END;
CREATE TRIGGER role_proposals_stay BEFORE DELETE ON role_proposals BEGIN
    SELECT RAISE(ABORT, 'proposals stay');
END;
