//! What may stand in the columns of a template (domain.md §4, common rules): the lists of the sheet
//! 字典, dates, whole numbers, the bounds of texts. The checks of a row decide; this is what helps
//! to fill it in, and a test holds the two together.

use super::columns::Form;
use super::need_codes::{
    CooperationMode, Disclosure, EnterpriseKind, HiddenPart, NeedSource, NeedType,
};
use super::people_codes::{ExpertGroup, ExpertIdentity, PersonKind, UnitKind};
use super::report_codes::{ContractKind, ReportKind, ReportedMode};
use crate::institutions::{City, PROVINCES};
use crate::lots::{
    AchievementKind, DealMethod, Encumbrance, Industry, LicenceKind, ProjectLevel, Protection,
    TransactionMode,
};
use crate::seasons::Season;

/// What is typed into a column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Text without bounds of its own.
    Free,
    /// Text of so many characters.
    Text {
        /// At least.
        min: u32,
        /// At most.
        max: u32,
    },
    /// A whole number.
    Whole {
        /// At least.
        min: u32,
        /// At most.
        max: u32,
    },
    /// A day.
    Date,
    /// An amount in 万元.
    Amount,
    /// One word of a list.
    One(Vec<String>),
    /// Words of a list, separated by `、`.
    Several(Vec<String>),
    /// A text that begins with a word of a list.
    Begins(Vec<String>),
}

impl Input {
    /// The words of the list, where there is one.
    pub fn words(&self) -> &[String] {
        match self {
            Self::One(words) | Self::Several(words) | Self::Begins(words) => words,
            _ => &[],
        }
    }
}

/// The words of a code table.
macro_rules! words {
    ($table:ty) => {
        words_of(<$table>::ALL.iter().map(|value| value.form_label()))
    };
}

fn words_of<'a>(words: impl IntoIterator<Item = &'a str>) -> Vec<String> {
    words.into_iter().map(str::to_owned).collect()
}

impl Form {
    /// What is typed into the column with this index (A is 0) in this season.
    pub fn input(self, index: usize, season: &Season) -> Input {
        let header = self.columns()[index].header;
        // The one header that two forms fill from different lists.
        if self == Self::Offline && header == "合作方式" {
            return Input::Several(words!(ReportedMode));
        }
        of_lots(header, season)
            .or_else(|| of_needs(header))
            .or_else(|| of_people(header, season))
            .or_else(|| of_reports(header, season))
            .or_else(|| text(header))
            .unwrap_or(Input::Free)
    }
}

fn yes_or_no() -> Input {
    Input::One(words_of(["是", "否"]))
}

fn of_lots(header: &str, season: &Season) -> Option<Input> {
    Some(match header {
        "序号" => Input::Whole { min: 1, max: 2_000 },
        "专利类型" => Input::One(words_of(season.patent_types.iter().map(|t| t.form_label()))),
        "申请日" | "授权公告日" => Input::Date,
        "法律状态" => Input::One(words_of(["有效"])),
        "产业领域" => Input::One(words!(Industry)),
        "技术成熟度" => Input::One(maturity()),
        "交易方式" => Input::Several(words_of(season.modes.iter().map(|m| m.form_label()))),
        "许可类型" => {
            let open = season.modes.contains(&TransactionMode::OpenLicence);
            let kinds = LicenceKind::ALL.iter();
            let offered = kinds.filter(|kind| open || **kind != LicenceKind::Open);
            Input::One(words_of(offered.map(|kind| kind.form_label())))
        }
        "许可期限（年）" => Input::Whole { min: 1, max: 20 },
        "成交方式" => {
            let mut ways = words!(DealMethod);
            ways.push(ways.join("、"));
            Input::One(ways)
        }
        "起拍价（万元）" | "加价幅度（万元）" | "保留价（万元）" => {
            Input::Amount
        }
        "是否双碳领域" | "是否财政资助项目专利" | "是否推荐现场路演" => {
            yes_or_no()
        }
        "计划项目级别" => Input::One(words!(ProjectLevel)),
        "权利限制" => Input::Several(words!(Encumbrance)),
        "单位所在省份" => Input::One(words_of(PROVINCES)),
        "成果类型" => Input::One(words!(AchievementKind)),
        "知识产权情况" => Input::Several(words!(Protection)),
        _ => return None,
    })
}

/// The levels 1 to 9 and the stages that stand for some of them.
fn maturity() -> Vec<String> {
    let levels = (1..=9).map(|level: u8| level.to_string());
    let stages = ["实验室", "小试", "中试", "产业化"].map(str::to_owned);
    levels.chain(stages).collect()
}

fn of_needs(header: &str) -> Option<Input> {
    Some(match header {
        "企业类型" => Input::Several(words!(EnterpriseKind)),
        "所在地区" => {
            let cities = City::ALL
                .iter()
                .map(|city| format!("{}市", city.form_label()));
            Input::Begins(cities.collect())
        }
        "需求类型" => Input::One(words!(NeedType)),
        "意向投入金额（万元）" => Input::Amount,
        "合作方式" => Input::Several(words!(CooperationMode)),
        "有效期限" => Input::Date,
        "公开范围" => Input::One(words!(Disclosure)),
        "隐去内容说明" => Input::Several(words!(HiddenPart)),
        "是否同意公开比拼" => yes_or_no(),
        "需求来源" => Input::One(words!(NeedSource)),
        _ => return None,
    })
}

fn of_people(header: &str, season: &Season) -> Option<Input> {
    Some(match header {
        "人员类别" if season.experts_only => {
            Input::One(words_of([PersonKind::Expert.form_label()]))
        }
        "人员类别" => Input::One(words!(PersonKind)),
        "单位类别" => Input::One(words!(UnitKind)),
        "身份类别" => Input::One(words!(ExpertIdentity)),
        "专业领域" => Input::Several(words!(Industry)),
        "参与意向" => Input::Several(words!(ExpertGroup)),
        "本人同意" => Input::One(words_of(["是"])),
        _ => return None,
    })
}

fn of_reports(header: &str, season: &Season) -> Option<Input> {
    Some(match header {
        "类别" => Input::One(words!(ReportKind)),
        "所属季" => Input::One(vec![season.code()]),
        "专场编号" => Input::Whole { min: 1, max: 999 },
        "合同类别" => Input::One(words!(ContractKind)),
        "金额（万元）" | "实际成交额（万元）" => Input::Amount,
        "日期" => Input::Date,
        "是否公开" => yes_or_no(),
        _ => return None,
    })
}

/// The bounds of texts, in the order of the forms.
fn text(header: &str) -> Option<Input> {
    let (min, max) = match header {
        "专利名称" | "成果名称" | "项目名称" => (4, 120),
        "专利权人" | "完成单位" => (2, 200),
        "发明人" | "团队成员" => (1, 500),
        "技术简介" | "成果简介" => (50, 1_000),
        "技术优势及性能指标" | "创新点及主要技术指标" | "应用场景及市场前景" => {
            (20, 1_000)
        }
        "权利归属及限制" => (2, 300),
        "成果负责人" | "联系人" | "姓名" => (2, 20),
        "需求名称" => (4, 80),
        "企业名称" | "单位名称" | "供给方名称" | "需求方名称" => (2, 100),
        "需求背景及主要问题" => (50, 2_000),
        "主要技术指标" => (20, 2_000),
        "现有基础" => (1, 1_000),
        "所属园区" | "推荐人及单位" | "所在部门" => (1, 60),
        "成果评价或鉴定" | "意向合作单位" => (1, 200),
        "职务或职称" | "技术合同登记编号" => (1, 40),
        "汇交人及电话" => (2, 40),
        "备注" => (1, 500),
        _ => return None,
    };
    Some(Input::Text { min, max })
}
