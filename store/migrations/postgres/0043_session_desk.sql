-- When a revision of a session page is to be published by itself, and rules that the centre has waived for
-- a session.

CREATE TABLE session_schedules (
    session_id BIGINT PRIMARY KEY REFERENCES sessions (id),
    number BIGINT NOT NULL CHECK (number > 0),
    due_at BIGINT NOT NULL,
    author TEXT NOT NULL,
    -- The code of what kept it from being published; then nobody tries again.
    problem TEXT
);
CREATE INDEX session_schedules_due ON session_schedules (due_at, session_id) WHERE problem IS NULL;

CREATE TABLE session_waivers (
    session_id BIGINT NOT NULL REFERENCES sessions (id),
    rule TEXT NOT NULL,
    reason TEXT NOT NULL,
    author TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (session_id, rule)
);
