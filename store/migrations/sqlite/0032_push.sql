-- Web Push (浏览器通知): browsers of people that are told of notices, and the messages on their way; and
-- webhooks get names, now that they can be edited.

-- What push services know the portal by; one row, made at the first start. Sealed.
CREATE TABLE push_key (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    secret BLOB NOT NULL
) STRICT;

CREATE TABLE push_browsers (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    -- Where its push service takes messages. A browser is told of the notices of one person.
    endpoint TEXT NOT NULL UNIQUE,
    public_key BLOB NOT NULL,
    -- What it shares for its messages. Sealed.
    secret BLOB NOT NULL,
    -- In which language it is told.
    english INTEGER NOT NULL,
    -- Browser and system, as with sign-ins.
    device TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    -- When its push service last took a message.
    delivered_at INTEGER
) STRICT;
CREATE INDEX push_browsers_of_account ON push_browsers (account_id, id);

CREATE TABLE push_settings (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    -- One bit per kind of notice that no browser is told of.
    off_kinds INTEGER NOT NULL
) STRICT;

-- What is over is gone: only what waits stands here.
CREATE TABLE push_messages (
    id INTEGER PRIMARY KEY,
    browser_id INTEGER NOT NULL REFERENCES push_browsers (id) ON DELETE CASCADE,
    -- A later message about the same takes its place.
    topic TEXT NOT NULL,
    kind TEXT NOT NULL,
    -- What the browser shows, JSON; it is encrypted when it is sent.
    body TEXT NOT NULL,
    -- Tries in all; whoever makes the next one counts it up first.
    attempts INTEGER NOT NULL,
    -- Tries since it was written or replaced.
    tries INTEGER NOT NULL,
    next_at INTEGER NOT NULL,
    -- Worth nothing from then on.
    expires_at INTEGER NOT NULL,
    UNIQUE (browser_id, topic)
) STRICT;
CREATE INDEX push_messages_due ON push_messages (next_at, id);

-- What its owner calls it; empty when he has not said.
ALTER TABLE webhooks ADD COLUMN name TEXT NOT NULL DEFAULT '';
