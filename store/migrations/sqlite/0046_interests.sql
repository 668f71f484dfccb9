-- The day of a session and what follows it: interests (意向) that become follow-ups (回访), records of what
-- was agreed or sold outside of the portal (汇交), summary reports (总结报告).

CREATE TABLE interests (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    enterprise TEXT NOT NULL,
    credit_code TEXT NOT NULL,
    level TEXT NOT NULL,
    next_step TEXT NOT NULL,
    -- Whom to speak to: for whoever follows it up, never public.
    contact TEXT NOT NULL,
    phone TEXT NOT NULL,
    noted_by INTEGER NOT NULL REFERENCES accounts (id),
    noted_at INTEGER NOT NULL,
    -- The one who answers for it.
    manager_id INTEGER NOT NULL REFERENCES accounts (id),
    -- Days since 1970-01-01.
    due_on INTEGER NOT NULL,
    -- How it ended; all three are there then.
    outcome TEXT,
    note TEXT,
    ended_at INTEGER,
    CHECK ((outcome IS NULL) = (ended_at IS NULL) AND (note IS NULL) = (ended_at IS NULL)),
    CHECK (note IS NULL OR length(note) > 1),
    UNIQUE (session_id, credit_code, lot_id)
) STRICT;
CREATE INDEX interests_of_session ON interests (session_id, noted_at);
CREATE INDEX interests_of_manager ON interests (manager_id, due_on);
CREATE INDEX interests_by_day ON interests (due_on, id);

CREATE TABLE interest_contacts (
    id INTEGER PRIMARY KEY,
    interest_id INTEGER NOT NULL REFERENCES interests (id),
    way TEXT NOT NULL,
    words TEXT NOT NULL,
    by_id INTEGER NOT NULL REFERENCES accounts (id),
    at INTEGER NOT NULL
) STRICT;
CREATE INDEX interest_contacts_of ON interest_contacts (interest_id, id);

CREATE TABLE intakes (
    id INTEGER PRIMARY KEY,
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    lot_id INTEGER NOT NULL REFERENCES lots (id),
    kind TEXT NOT NULL,
    buyer TEXT NOT NULL,
    buyer_code TEXT NOT NULL,
    amount_fen INTEGER,
    -- Days since 1970-01-01.
    agreed_on INTEGER NOT NULL,
    approval_number TEXT,
    approved_on INTEGER,
    state TEXT NOT NULL,
    entered_by INTEGER NOT NULL REFERENCES accounts (id),
    entered_at INTEGER NOT NULL,
    -- No auction without the bureau's approval and a price.
    CHECK (kind <> 'OFFLINE_AUCTION'
        OR (approval_number IS NOT NULL AND approved_on IS NOT NULL AND amount_fen IS NOT NULL)),
    UNIQUE (lot_id, buyer_code, agreed_on, kind)
) STRICT;
-- The hammer falls once for a lot.
CREATE UNIQUE INDEX intakes_sold ON intakes (lot_id) WHERE kind = 'OFFLINE_AUCTION' AND state <> 'RETURNED';
CREATE INDEX intakes_of_session ON intakes (session_id, id);

CREATE TABLE session_reports (
    session_id INTEGER PRIMARY KEY REFERENCES sessions (id),
    state TEXT NOT NULL,
    -- Grows with every change.
    version INTEGER NOT NULL,
    doc TEXT NOT NULL
) STRICT;
