-- The day by which a session takes place is the last day of its season: one rule, waived in one place. What
-- was waived as a target before stands there too.

INSERT INTO session_waivers (session_id, rule, reason, author, at)
SELECT w.session_id, 'SESSION_AFTER_DEADLINE', w.reason, a.display_name, w.at
FROM target_waivers w JOIN accounts a ON a.id = w.by_id
WHERE w.target IN ('Q-S-4', 'Q-C-4')
ON CONFLICT (session_id, rule) DO NOTHING;
DELETE FROM target_waivers WHERE target IN ('Q-S-4', 'Q-C-4');
