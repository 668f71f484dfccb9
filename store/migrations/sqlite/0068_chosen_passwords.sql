-- Passwords that accounts chose while the profile of passwords asked for it, as hashes (S-02): when the present
-- one was chosen, and which ones are not taken again.
CREATE TABLE chosen_passwords (
    id INTEGER PRIMARY KEY,
    account_id INTEGER NOT NULL REFERENCES accounts (id),
    password_hash TEXT NOT NULL,
    chosen_at INTEGER NOT NULL
) STRICT;
CREATE INDEX chosen_passwords_of_account ON chosen_passwords (account_id, id);
