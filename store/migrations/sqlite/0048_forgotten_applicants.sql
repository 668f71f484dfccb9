-- What is decided of an application stays decided; whom to ask about it is forgotten with the person.

DROP TRIGGER applications_keep;
CREATE TRIGGER applications_keep BEFORE UPDATE OF id, link_hash, name, credit_code, password_hash, state,
    submitted_at, decided_at, decided_by, reason, institution_id, account_id ON applications
WHEN OLD.state IN ('APPROVED', 'WITHDRAWN') BEGIN
    SELECT RAISE(ABORT, 'a decided application does not change');
END;

-- The applications of one person.
CREATE INDEX applications_of_account ON applications (account_id, id);
