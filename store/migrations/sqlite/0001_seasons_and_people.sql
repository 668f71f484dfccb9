-- Seasons, institutions, accounts and logins: the nouns that everything else refers to.

CREATE TABLE seasons (
    id INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    year INTEGER NOT NULL,
    programme TEXT NOT NULL,
    state TEXT NOT NULL,
    -- Fen; lots from outside the province count as 省外百万级 from here on.
    out_of_province_min_fen INTEGER NOT NULL,
    doc TEXT NOT NULL
) STRICT;

CREATE TABLE institutions (
    id INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    doc TEXT NOT NULL
) STRICT;

CREATE TABLE accounts (
    id INTEGER PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    display_name TEXT NOT NULL,
    institution_id INTEGER REFERENCES institutions (id),
    -- Absent for accounts that nobody can sign in to, such as house bots.
    password_hash TEXT,
    house_bot INTEGER NOT NULL,
    grants TEXT NOT NULL
) STRICT;

-- The sign-in page of the demo lists them.
CREATE INDEX accounts_with_password ON accounts (id) WHERE password_hash IS NOT NULL;

-- Only the hash of a token is stored: who reads the file cannot sign in with it.
CREATE TABLE logins (
    token_hash BLOB NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX logins_expired ON logins (expires_at);
