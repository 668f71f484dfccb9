-- When a revision of a session page is to be published by itself, and rules that the centre has waived for
-- a session.

CREATE TABLE session_schedules (
    session_id INTEGER PRIMARY KEY REFERENCES sessions (id),
    number INTEGER NOT NULL CHECK (number > 0),
    due_at INTEGER NOT NULL,
    author TEXT NOT NULL,
    -- The code of what kept it from being published; then nobody tries again.
    problem TEXT
) STRICT;
CREATE INDEX session_schedules_due ON session_schedules (due_at, session_id) WHERE problem IS NULL;

CREATE TABLE session_waivers (
    session_id INTEGER NOT NULL REFERENCES sessions (id),
    rule TEXT NOT NULL,
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (session_id, rule)
) STRICT;
