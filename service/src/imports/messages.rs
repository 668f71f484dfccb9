//! Faults as sentences, through `locales`.

use domain::collection::{Fault, Rule};
use domain::views::ImportFault;
use locales::Lang;

/// The sentence of a rule for the column `field`.
pub fn sentence(lang: Lang, rule: Rule, field: &str, args: &[(&str, String)]) -> String {
    let mut places = vec![("field", field)];
    places.extend(args.iter().map(|(place, value)| (*place, value.as_str())));
    locales::errors_text(lang, rule.message, &places)
}

/// A fault as a line of the preview.
pub fn describe(fault: &Fault) -> ImportFault {
    let text = |lang| sentence(lang, fault.rule, fault.column, &fault.args);
    ImportFault {
        row: fault.row,
        column: fault.column.to_owned(),
        letter: fault.letters(),
        code: fault.rule.code.to_owned(),
        value: fault.value.clone(),
        message_zh: text(Lang::Zh),
        message_en: text(Lang::En),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imports::faults;
    use domain::collection::rules;

    #[test]
    fn every_rule_has_its_sentence_in_both_languages() {
        for rule in rules::ALL.iter().chain(faults::ALL) {
            for lang in [Lang::Zh, Lang::En] {
                let text = sentence(lang, *rule, "专利名称", &[]);
                assert_ne!(text, rule.message, "{} has no sentence", rule.message);
            }
        }
    }
}
