//! The words of the collection forms in the language of the page. What is kept is the word of the form.

use crate::{Label, Lang, codes, drafts as m};
use domain::lots::{
    AchievementKind, DealMethod, Encumbrance, Industry, LicenceKind, PatentType, ProjectLevel,
    Protection, TransactionMode,
};
use domain::text::split_values;

/// The label of a column.
pub fn column(lang: Lang, header: &str) -> String {
    match codes::form_column(lang, header) {
        "" => header.to_owned(),
        label => label.to_owned(),
    }
}

/// The label of a control, which says when it may stay empty.
pub fn label(lang: Lang, header: &str, required: bool) -> String {
    match required {
        true => column(lang, header),
        false => m::optional(lang, column(lang, header)),
    }
}

/// A word of the list of a column; several of them one by one.
pub fn word(lang: Lang, header: &str, word: &str) -> String {
    if !lang.is_english() {
        return word.to_owned();
    }
    let words = split_values(word);
    let labels = words.iter().map(|one| english(lang, header, one));
    labels.collect::<Vec<_>>().join(", ")
}

fn english(lang: Lang, header: &str, word: &str) -> String {
    let known = match header {
        "专利类型" => PatentType::from_form(word).map(|one| one.label(lang)),
        "产业领域" => Industry::from_form(word).map(|one| one.label(lang)),
        "交易方式" => TransactionMode::from_form(word).map(|one| one.label(lang)),
        "许可类型" => LicenceKind::from_form(word).map(|one| one.label(lang)),
        "成交方式" => DealMethod::from_form(word).map(|one| one.label(lang)),
        "计划项目级别" => ProjectLevel::from_form(word).map(|one| one.label(lang)),
        "权利限制" => Encumbrance::from_form(word).map(|one| one.label(lang)),
        "成果类型" => AchievementKind::from_form(word).map(|one| one.label(lang)),
        "知识产权情况" => Protection::from_form(word).map(|one| one.label(lang)),
        _ => None,
    };
    let plain = || match codes::form_word(lang, word) {
        "" => word.to_owned(),
        label => label.to_owned(),
    };
    known.map_or_else(plain, str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::drafts::form_of;
    use domain::institutions::HOME_PROVINCE;
    use domain::lots::LotKind;
    use domain::seasons::catalogue;
    use domain::text::is_han;

    #[test]
    fn every_word_to_choose_has_a_label() {
        let season = catalogue::by_code("2026").expect("a season");
        for kind in [LotKind::Patent, LotKind::Achievement] {
            let form = form_of(kind);
            for (index, column) in form.columns().iter().enumerate() {
                // Provinces are names.
                if column.header == "单位所在省份" {
                    continue;
                }
                for one in form.input(index, &season).words() {
                    assert_eq!(word(Lang::Zh, column.header, one), *one);
                    let label = word(Lang::En, column.header, one);
                    assert!(!label.contains(is_han), "{} {one}: {label}", column.header);
                }
            }
        }
        assert_eq!(word(Lang::En, "单位所在省份", HOME_PROVINCE), HOME_PROVINCE);
    }
}
