-- Passkeys: public keys of what people keep on their devices, and the challenges that wait for an answer.

CREATE TABLE passkeys (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    -- What the authenticator calls the key; no two accounts share one.
    credential BLOB NOT NULL UNIQUE,
    -- The public key and what was learnt with it, JSON.
    document TEXT NOT NULL,
    -- The latest signature counter that was taken: an older one shows that the key was copied.
    counter INTEGER NOT NULL,
    name TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    used_at INTEGER
) STRICT;
CREATE INDEX passkeys_of_account ON passkeys (account_id, id);

-- One for each sign-in and purpose: the next one takes its place, and whoever answers takes it away.
CREATE TABLE passkey_challenges (
    -- Hash of the token of the sign-in that asked.
    hash BLOB NOT NULL,
    ceremony TEXT NOT NULL,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    -- What the answer is compared with, JSON.
    document TEXT NOT NULL,
    made_at INTEGER NOT NULL,
    PRIMARY KEY (hash, ceremony)
) STRICT, WITHOUT ROWID;
CREATE INDEX passkey_challenges_of_account ON passkey_challenges (account_id);
CREATE INDEX passkey_challenges_by_age ON passkey_challenges (made_at);
