-- Rules 原则上 of single lots are waived for an institution like those of its numbers: the day of the grant
-- (domain.md AS-58), and the modes of a leading enterprise (AS-56).

ALTER TABLE waivers DROP CONSTRAINT waivers_rule_check;
ALTER TABLE waivers ADD CONSTRAINT waivers_rule_check
    CHECK (rule IN ('PAPER', 'LOTS_MAX', 'GRANT_DATE', 'MODES'));
