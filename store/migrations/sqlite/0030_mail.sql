-- Mails (邮件): the addresses that people have confirmed, links of mails, and the outbox.

CREATE TABLE mail_addresses (
    account_id INTEGER PRIMARY KEY REFERENCES accounts (id),
    -- Where mails go; absent until the first address is confirmed.
    address TEXT,
    -- The one that is to be confirmed.
    pending TEXT,
    -- In which language to write.
    english INTEGER NOT NULL,
    changed_at INTEGER NOT NULL,
    -- One bit per kind of notice that is not written about.
    off_kinds INTEGER NOT NULL
) STRICT;
CREATE INDEX mail_addresses_by_address ON mail_addresses (lower(address)) WHERE address IS NOT NULL;

-- Links in mails. Only hashes; 128 random bits need no salt.
CREATE TABLE mail_links (
    hash BLOB NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    purpose TEXT NOT NULL,
    -- Where it was sent to.
    address TEXT NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX mail_links_of_account ON mail_links (account_id, purpose);
CREATE INDEX mail_links_expired ON mail_links (expires_at);

CREATE TABLE mails (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    -- What it is about: nothing is written twice, and Message-ID follows from it.
    key TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
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
CREATE INDEX mails_due ON mails (next_at, id) WHERE state = 'WAITING';
CREATE INDEX mails_of_account ON mails (account_id, kind, created_at);
CREATE INDEX mails_by_state ON mails (state, created_at);

-- What links that switch mails off are signed with; one row, made with the first mail that has one.
CREATE TABLE mail_secret (
    id INTEGER PRIMARY KEY CHECK (id = 1),
    secret BLOB NOT NULL
) STRICT;

-- Who wants to choose another password, as it was typed: looked up later, so that an answer takes as long
-- for a name that is nobody's (S-06).
CREATE TABLE recovery_requests (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL,
    english INTEGER NOT NULL,
    created_at INTEGER NOT NULL
) STRICT;
