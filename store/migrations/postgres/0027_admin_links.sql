-- One-time links with which administrators set their password: the first one of an installation, and
-- those that the operator makes at the command line. Only hashes; 128 random bits need no salt.

CREATE TABLE admin_links (
    hash BYTEA NOT NULL PRIMARY KEY,
    -- Absent for the link that makes the first account.
    account_id BIGINT UNIQUE REFERENCES accounts (id),
    expires_at BIGINT NOT NULL
);
