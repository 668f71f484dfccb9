-- Second factors, so that a password alone opens no account of the staff: what the authenticator of an
-- account shares with the portal, recovery codes, sign-ins between their two steps, and when somebody
-- last proved who he is. Of codes and tokens only hashes; the secret must be read to compute a code.

CREATE TABLE second_factors (
    account_id INTEGER NOT NULL PRIMARY KEY REFERENCES accounts (id),
    secret BLOB NOT NULL,
    confirmed_at INTEGER NOT NULL,
    -- The latest step whose code was taken: no code counts twice.
    last_step INTEGER NOT NULL
) STRICT;

-- New secrets that no code has confirmed yet. A factor that is there holds until then.
CREATE TABLE factor_offers (
    account_id INTEGER NOT NULL PRIMARY KEY REFERENCES accounts (id),
    secret BLOB NOT NULL,
    made_at INTEGER NOT NULL
) STRICT;

CREATE TABLE recovery_codes (
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    hash BLOB NOT NULL,
    used_at INTEGER,
    PRIMARY KEY (account_id, hash)
) STRICT, WITHOUT ROWID;

-- Sign-ins whose password was right and that wait for a code.
CREATE TABLE pending_sign_ins (
    hash BLOB NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    tries INTEGER NOT NULL,
    created_at INTEGER NOT NULL,
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX pending_sign_ins_of_account ON pending_sign_ins (account_id);
CREATE INDEX pending_sign_ins_expire ON pending_sign_ins (expires_at);

-- Proofs of identity by sign-in; they count for minutes, so the rows go soon.
CREATE TABLE login_proofs (
    hash BLOB NOT NULL PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    proven_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX login_proofs_of_account ON login_proofs (account_id);
CREATE INDEX login_proofs_expire ON login_proofs (proven_at);

-- How many proofs an account has tried since when, over all of its sign-ins.
CREATE TABLE proof_tries (
    account_id INTEGER NOT NULL PRIMARY KEY REFERENCES accounts (id),
    tries INTEGER NOT NULL,
    since INTEGER NOT NULL
) STRICT;
