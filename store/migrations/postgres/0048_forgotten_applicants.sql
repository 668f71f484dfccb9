-- What is decided of an application stays decided; whom to ask about it is forgotten with the person.

DROP TRIGGER applications_keep ON applications;
CREATE TRIGGER applications_keep BEFORE UPDATE OF id, link_hash, name, credit_code, password_hash, state,
    submitted_at, decided_at, decided_by, reason, institution_id, account_id ON applications
FOR EACH ROW WHEN (OLD.state IN ('APPROVED', 'WITHDRAWN')) EXECUTE FUNCTION refuse_change();

-- The applications of one person.
CREATE INDEX applications_of_account ON applications (account_id, id);
