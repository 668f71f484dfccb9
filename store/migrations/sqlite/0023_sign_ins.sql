-- Sign-ins with what their owners are told of them, the devices that accounts know, and the guesses at
-- passwords. The old table `logins` stays for processes of before that still run; what stands in it
-- goes on here.

CREATE TABLE sign_ins (
    id INTEGER PRIMARY KEY,
    -- Only the hash of a token is stored: who reads the file cannot sign in with it.
    token_hash BLOB NOT NULL UNIQUE,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    made_at INTEGER NOT NULL,
    -- To the minute or so: a request does not write.
    seen_at INTEGER NOT NULL,
    -- The absolute limit; the idle one follows from `seen_at` and the roles of now.
    expires_at INTEGER NOT NULL,
    -- Ended by somebody before its time. The row stays for a while: other processes read here which
    -- streams they have to end.
    ended_at INTEGER,
    device TEXT NOT NULL,
    -- Without its last part.
    address TEXT NOT NULL
) STRICT;
CREATE INDEX sign_ins_of_account ON sign_ins (account_id, id);
CREATE INDEX sign_ins_expired ON sign_ins (expires_at);
CREATE INDEX sign_ins_ended ON sign_ins (ended_at) WHERE ended_at IS NOT NULL;

INSERT INTO sign_ins (token_hash, account_id, made_at, seen_at, expires_at, device, address)
SELECT token_hash, account_id, created_at, created_at, expires_at, 'OTHER OTHER', '' FROM logins;

-- Browsers that were signed in to an account before: what others guess does not slow them down. The
-- hash covers the account, so that a browser of two people does not tell that it is one.
CREATE TABLE known_devices (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    hash BLOB NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (account_id, hash)
) STRICT, WITHOUT ROWID;

-- Guesses at passwords, by the hash of whom and what they are counted for (S-07). They survive a
-- restart and leak away.
CREATE TABLE sign_in_guesses (
    bucket BLOB NOT NULL PRIMARY KEY,
    guesses INTEGER NOT NULL,
    at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX sign_in_guesses_by_age ON sign_in_guesses (at);
