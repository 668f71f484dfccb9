//! What a rule of the collection forms is about, as the heading of its group.

use locales::{Lang, collection as m};

/// The heading for a rule; `None` for a code without one, which then shows its first message.
pub fn heading(lang: Lang, code: &str) -> Option<&'static str> {
    Some(match code {
        "FIELD_REQUIRED" | "CONTACT_REQUIRED" => m::rule_required(lang),
        "TEXT_LENGTH" | "LOT_TITLE_LENGTH" => m::rule_length(lang),
        "LOT_PROSPECT_REQUIRED" => m::rule_prospect(lang),
        "CODE_UNKNOWN" => m::rule_code(lang),
        "KEYWORDS_LIMIT" => m::rule_keywords(lang),
        "PATENT_NO_FORMAT" | "PATENT_NO_TYPE" | "PATENT_NO_YEAR" => m::rule_patent_format(lang),
        "PATENT_NO_CHECK" => m::rule_patent_check(lang),
        "PATENT_TYPE_MISMATCH" => m::rule_patent_type(lang),
        "PATENT_YEAR_MISMATCH" | "PATENT_DATES_ORDER" => m::rule_dates(lang),
        "LOT_GRANT_DATE_BEFORE_CUTOFF" => m::rule_cutoff(lang),
        "LOT_PATENT_TYPE_NOT_ALLOWED" => m::rule_type_not_allowed(lang),
        "LOT_PATENT_NOT_IN_FORCE" => m::rule_not_in_force(lang),
        "LOT_DUPLICATE" => m::rule_duplicate(lang),
        "LOT_OWNER_MISMATCH" | "ORG_MISMATCH" => m::rule_owner(lang),
        "LOT_MODE_REQUIRED" | "LOT_MODE_NOT_ALLOWED" => m::rule_mode(lang),
        "LICENCE_KIND_REQUIRED" | "LICENCE_YEARS_RANGE" => m::rule_licence(lang),
        "LOT_START_PRICE_REQUIRED"
        | "LOT_OUT_OF_PROVINCE_BELOW_1M"
        | "INCREMENT_RANGE"
        | "RESERVE_BELOW_START"
        | "RESERVE_OFF_GRID"
        | "AMOUNT_RANGE" => m::rule_price(lang),
        "LOT_PROJECT_REQUIRED" | "FISCAL_PROJECT_REQUIRED" => m::rule_project(lang),
        "ENCUMBRANCE_NOTE_REQUIRED" => m::rule_encumbrance(lang),
        "TRL_RANGE" => m::rule_trl(lang),
        "PHONE_FORMAT" | "EMAIL_FORMAT" => m::rule_contact(lang),
        "QUOTA_ROADSHOW_MAX" => m::rule_quota(lang),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rules_of_the_shared_forms_have_a_heading() {
        for code in [
            "PATENT_NO_CHECK",
            "LOT_DUPLICATE",
            "TEXT_LENGTH",
            "PHONE_FORMAT",
        ] {
            for lang in [Lang::Zh, Lang::En] {
                assert!(
                    heading(lang, code).is_some_and(|text| !text.is_empty()),
                    "{code}"
                );
            }
        }
        assert_eq!(heading(Lang::Zh, "NO_SUCH_RULE"), None);
    }
}
