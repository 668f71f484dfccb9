//! The lists of the templates and the checks agree.

use super::*;

fn seasons() -> [Season; 3] {
    [
        catalogue::auction_2022(),
        catalogue::auction_2023(),
        this_season(),
    ]
}

/// The errors of the column in a row that has nothing but this cell.
fn faults_of(form: Form, header: &'static str, value: &str, season: &Season) -> Vec<&'static str> {
    let checked = check_one(form, &[(header, value)], &context(season));
    let here = checked.errors.iter().filter(|fault| fault.column == header);
    here.map(|fault| fault.rule.code).collect()
}

#[test]
fn every_word_of_a_list_is_taken() {
    let mut lists = 0;
    for season in seasons() {
        for form in Form::ALL {
            for (index, column) in form.columns().iter().enumerate() {
                let input = form.input(index, &season);
                lists += usize::from(!input.words().is_empty());
                for word in input.words() {
                    let found = faults_of(form, column.header, word, &season);
                    // What else a row lacks is said of other columns, but for the project of fiscal
                    // funding.
                    let listed = found.iter().all(|code| *code == "FISCAL_PROJECT_REQUIRED");
                    assert!(listed, "{} {word}: {found:?}", column.header);
                }
            }
        }
    }
    assert!(lists > 90, "{lists} lists");
}

#[test]
fn several_words_stand_together_where_the_list_says_so() {
    let season = this_season();
    for form in Form::ALL {
        for (index, column) in form.columns().iter().enumerate() {
            if let Input::Several(words) = form.input(index, &season) {
                // 无 stands alone.
                let two: Vec<&str> = words
                    .iter()
                    .map(String::as_str)
                    .filter(|w| *w != "无")
                    .take(2)
                    .collect();
                let found = faults_of(form, column.header, &two.join("、"), &season);
                assert!(found.is_empty(), "{}: {found:?}", column.header);
            }
        }
    }
}

#[test]
fn a_season_lists_its_own_values() {
    let [old, new, _] = seasons();
    let words =
        |form: Form, header, season| form.input(form.index(header), season).words().to_vec();
    assert_eq!(words(Form::Patent, "专利类型", &old), ["发明专利"]);
    assert_eq!(words(Form::Patent, "专利类型", &new).len(), 3);
    assert!(!words(Form::Patent, "交易方式", &old).contains(&"开放许可".to_owned()));
    assert!(!words(Form::Patent, "许可类型", &old).contains(&"开放".to_owned()));
    assert!(words(Form::Patent, "许可类型", &new).contains(&"开放".to_owned()));
    assert_eq!(words(Form::Liaison, "人员类别", &old), ["技术专家"]);
    assert_eq!(words(Form::Offline, "所属季", &new), ["2023-AUCTION"]);
    assert!(words(Form::Offline, "合作方式", &new).contains(&"作价入股".to_owned()));
    assert!(!words(Form::Need, "合作方式", &new).contains(&"作价入股".to_owned()));
}

#[test]
fn texts_have_the_bounds_of_their_checks() {
    let season = this_season();
    for form in Form::ALL {
        for (index, column) in form.columns().iter().enumerate() {
            let Input::Text { min, max } = form.input(index, &season) else {
                continue;
            };
            // The unit is compared with the account as well; that is no bound.
            if matches!(
                column.header,
                "专利权人" | "完成单位" | "单位名称" | "主要技术指标"
            ) {
                continue;
            }
            let text = |length: u32| "字".repeat(length as usize);
            for length in [min.max(2), max] {
                let found = faults_of(form, column.header, &text(length), &season);
                assert!(found.is_empty(), "{} {length}: {found:?}", column.header);
            }
            // 团队成员, 发明人 and the others above have an upper bound; one more is too many.
            let found = faults_of(form, column.header, &text(max + 1), &season);
            assert_eq!(found.len(), 1, "{} {}", column.header, max + 1);
        }
    }
}
