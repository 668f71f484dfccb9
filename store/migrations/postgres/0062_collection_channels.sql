-- Through which channel an institution's lots are collected (征集渠道), noted when it joins: it may move later.

ALTER TABLE participations ADD COLUMN channel TEXT;
UPDATE participations SET channel = (
    SELECT CASE
        WHEN (i.doc::json ->> 'kind') = 'UNIV' AND (i.doc::json ->> 'province') = '江苏' THEN 'UNIV'
        WHEN (i.doc::json ->> 'province') IN ('上海', '浙江', '安徽') THEN 'DELTA'
    END
    FROM institutions i WHERE i.id = participations.institution_id
);
CREATE INDEX participations_of_channel ON participations (season_id, channel, id);
