-- Registration (报名) of units for sessions with its waiting list, check-in (签到), one-to-one talks
-- (一对一洽谈), and the mails about them, which go to people without an account.

CREATE TABLE registration_plans (
    session_id INTEGER PRIMARY KEY REFERENCES sessions (id),
    opens_at INTEGER NOT NULL,
    closes_at INTEGER NOT NULL,
    seats INTEGER NOT NULL,
    stopped INTEGER NOT NULL,
    -- Grows with every other text; 0 before there ever was one.
    disclaimer_version INTEGER NOT NULL,
    -- Absent when nothing is asked for.
    disclaimer TEXT,
    -- How full the session is. Whoever changes a registration holds this row, so that no seat is given
    -- twice.
    taken INTEGER NOT NULL,
    waiting INTEGER NOT NULL,
    -- The first minute of the session that people were reminded of.
    reminded_for INTEGER,
    CHECK (taken BETWEEN 0 AND seats),
    CHECK (waiting >= 0),
    CHECK (opens_at < closes_at)
) STRICT;

CREATE TABLE registrations (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    credit_code TEXT NOT NULL,
    unit TEXT NOT NULL,
    state TEXT NOT NULL,
    -- What is shown at the door.
    code TEXT NOT NULL UNIQUE,
    people INTEGER NOT NULL CHECK (people > 0),
    -- In which language to write.
    english INTEGER NOT NULL,
    -- The sentence by which they agreed that this is kept.
    consent_version TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- The disclaimer that was accepted: which, the text as a hash, by whom, when.
    disclaimer_version INTEGER,
    disclaimer_hash TEXT,
    disclaimed_by TEXT,
    disclaimed_at INTEGER,
    cancelled_at INTEGER,
    CHECK ((state = 'CANCELLED') = (cancelled_at IS NOT NULL))
) STRICT;
-- A unit comes once; one that has cancelled may come again.
CREATE UNIQUE INDEX registrations_of_unit ON registrations (session_id, credit_code) WHERE state <> 'CANCELLED';
CREATE INDEX registrations_of_session ON registrations (session_id, id);
CREATE INDEX registrations_waiting ON registrations (session_id, id) WHERE state = 'WAITING';

-- Who comes; gone with a cancellation.
CREATE TABLE attendees (
    registration_id INTEGER NOT NULL REFERENCES registrations (id),
    place INTEGER NOT NULL CHECK (place > 0),
    name TEXT NOT NULL,
    phone TEXT NOT NULL,
    email TEXT NOT NULL,
    role TEXT NOT NULL,
    checked_in_at INTEGER,
    PRIMARY KEY (registration_id, place)
) STRICT;

-- Check-ins as phones have sent them, so that the same one sent again changes nothing.
CREATE TABLE check_ins (
    id TEXT NOT NULL PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    code TEXT NOT NULL,
    -- By the clock of the phone.
    at INTEGER NOT NULL,
    outcome TEXT NOT NULL,
    who TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    received_at INTEGER NOT NULL
) STRICT;

CREATE TABLE talk_slots (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    starts_at INTEGER NOT NULL,
    minutes INTEGER NOT NULL,
    -- The table.
    place TEXT NOT NULL,
    counterpart TEXT NOT NULL,
    UNIQUE (session_id, starts_at, place)
) STRICT;

-- A slot has one unit, and a unit one slot.
CREATE TABLE talk_bookings (
    slot_id INTEGER PRIMARY KEY REFERENCES talk_slots (id),
    registration_id INTEGER NOT NULL UNIQUE REFERENCES registrations (id),
    at INTEGER NOT NULL
) STRICT;

CREATE TABLE registration_mails (
    id INTEGER PRIMARY KEY,
    registration_id INTEGER NOT NULL REFERENCES registrations (id),
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
    CHECK ((state = 'WAITING') = (next_at IS NOT NULL))
) STRICT;
CREATE INDEX registration_mails_due ON registration_mails (next_at, id) WHERE state = 'WAITING';
CREATE INDEX registration_mails_by_state ON registration_mails (state, created_at);
CREATE INDEX registration_mails_of ON registration_mails (registration_id);
