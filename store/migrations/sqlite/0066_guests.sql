-- Units that the host of a session invites (受邀单位), tables of them that were checked and not taken in, and
-- the mails that invite them: they leave as those about registrations do, so that table is made anew.

CREATE TABLE session_guests (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    credit_code TEXT NOT NULL,
    unit TEXT NOT NULL,
    -- Whom to write to; empty once their time is over.
    contact TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    invited_at INTEGER,
    declined_at INTEGER,
    added_by INTEGER NOT NULL REFERENCES accounts (id),
    added_at INTEGER NOT NULL,
    UNIQUE (session_id, credit_code)
) STRICT;
CREATE INDEX session_guests_of ON session_guests (session_id, id);

CREATE TABLE guest_checks (
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    checked_at INTEGER NOT NULL,
    -- What was read, JSON.
    doc TEXT NOT NULL,
    PRIMARY KEY (session_id, by_id)
) STRICT;

CREATE TABLE registration_mails_new (
    id INTEGER PRIMARY KEY,
    -- What it is about: a registration, or an invitation.
    registration_id INTEGER REFERENCES registrations (id),
    guest_id INTEGER REFERENCES session_guests (id),
    -- What it is about: nothing is written twice, and Message-ID follows from it.
    key TEXT NOT NULL UNIQUE,
    recipient TEXT NOT NULL,
    english INTEGER NOT NULL,
    -- What it says, JSON. Its link is made when it is sent.
    body TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Whoever makes the next try counts it up first.
    attempts INTEGER NOT NULL,
    next_at INTEGER,
    problem TEXT,
    created_at INTEGER NOT NULL,
    CHECK ((state = 'WAITING') = (next_at IS NOT NULL)),
    CHECK ((registration_id IS NULL) <> (guest_id IS NULL))
) STRICT;
INSERT INTO registration_mails_new (id, registration_id, key, recipient, english, body, state, attempts,
    next_at, problem, created_at)
SELECT id, registration_id, key, recipient, english, body, state, attempts, next_at, problem, created_at
FROM registration_mails;
DROP TABLE registration_mails;
ALTER TABLE registration_mails_new RENAME TO registration_mails;
CREATE INDEX registration_mails_due ON registration_mails (next_at, id) WHERE state = 'WAITING';
CREATE INDEX registration_mails_by_state ON registration_mails (state, created_at);
CREATE INDEX registration_mails_of ON registration_mails (registration_id);
CREATE INDEX registration_mails_of_guest ON registration_mails (guest_id);
