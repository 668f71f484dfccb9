//! Faults as sentences, through `locales`.

use domain::collection::{Fault, Form, Rule};
use domain::lots::PatentType;
use domain::text::split_values;
use domain::views::ImportFault;
use locales::{Label, Lang, codes, collection};

/// The sentence of a rule for the column `field`.
pub fn sentence(lang: Lang, rule: Rule, field: &str, args: &[(&str, String)]) -> String {
    let field = column(lang, field);
    let named: Vec<(&str, String)> = args
        .iter()
        .map(|(place, value)| (*place, in_language(lang, place, value)))
        .collect();
    let mut places = vec![("field", field.as_str())];
    places.extend(named.iter().map(|(place, value)| (*place, value.as_str())));
    locales::errors_text(lang, rule.message, &places)
}

/// The label of a column. In Chinese a column is called what its header says.
fn column(lang: Lang, header: &str) -> String {
    match codes::form_column(lang, header) {
        "" => header.to_owned(),
        label => label.to_owned(),
    }
}

/// Values that are words of the forms, in the language of the sentence: `x` of a header that
/// differs is a column, `types` are kinds of patents. Everything else was typed by somebody.
fn in_language(lang: Lang, place: &str, value: &str) -> String {
    match place {
        "x" => column(lang, value),
        "form" => Form::from_kind(value)
            .map_or(value, |form| form_name(lang, form))
            .to_owned(),
        "types" if lang.is_english() => {
            let types = split_values(value);
            let labels = types.iter().map(|word| {
                PatentType::from_form(word).map_or(word.as_str(), |kind| kind.label(lang))
            });
            labels.collect::<Vec<_>>().join(", ")
        }
        _ => value.to_owned(),
    }
}

/// What a form is called.
pub fn form_name(lang: Lang, form: Form) -> &'static str {
    match form {
        Form::Patent => collection::kind_patent(lang),
        Form::Achievement => collection::kind_achievement(lang),
        Form::Need => collection::kind_need(lang),
        Form::Liaison => collection::kind_liaison(lang),
        Form::Offline => collection::kind_offline(lang),
    }
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
    use domain::text::is_han;

    #[test]
    fn every_rule_has_its_sentence_in_both_languages() {
        for rule in rules::ALL.iter().chain(faults::ALL) {
            for lang in [Lang::Zh, Lang::En] {
                let text = sentence(lang, *rule, "专利名称", &[]);
                assert_ne!(text, rule.message, "{} has no sentence", rule.message);
            }
        }
    }

    #[test]
    fn columns_have_their_names_in_both_languages() {
        let headers = Form::ALL.iter().flat_map(|form| form.columns());
        for header in headers.map(|column| column.header).chain(["填报单位"]) {
            assert_eq!(column(Lang::Zh, header), header);
            assert!(!column(Lang::En, header).contains(is_han), "{header}");
        }
        let rule = rules::PATENT_TYPE_NOT_ALLOWED;
        let types = [("types", "发明专利、实用新型".to_owned())];
        let text = |lang| sentence(lang, rule, "专利类型", &types);
        assert_eq!(text(Lang::Zh), "本季仅接受有效发明专利、实用新型");
        assert!(!text(Lang::En).contains(is_han), "{}", text(Lang::En));
    }
}
