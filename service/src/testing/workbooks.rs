//! Workbooks like those that institutions send: title and unit rows above the header, dates in
//! every style, a blank row in between, a signature row at the end. Everything is fictional.

use domain::collection::Form;
use domain::patents::check_character;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook, Worksheet};

/// The submitting unit of the generated forms.
pub const UNIT: &str = "云岭理工学院（示例）";
/// Sixty characters and more of plausible text.
pub const TEXT: &str = "针对高湿度工况下传感器漂移大的问题，采用双参比补偿结构与分段标定方法，在三家示例单位连续运行半年，测量误差稳定在千分之二以内。";

/// What stands in a cell.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text.
    Text(String),
    /// A number.
    // tidy-allow(float): a worksheet stores every number as a float
    Number(f64),
    /// A date cell.
    Date(u16, u8, u8),
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

// tidy-allow(float): a worksheet stores every number as a float
impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// A data row: values by header.
pub type Row = Vec<(&'static str, Value)>;

/// Replaces or adds one cell.
pub fn set(row: &mut Row, header: &'static str, value: impl Into<Value>) {
    row.retain(|(h, _)| *h != header);
    row.push((header, value.into()));
}

/// A fictional patent number: serials from 9,000,000 on were never assigned.
pub fn number(year: u32, kind: u32, n: u32) -> String {
    let digits = format!("{year}{kind}{:07}", 9_000_000 + n);
    let check = check_character(&digits);
    match n % 4 {
        0 => format!("ZL{digits}.{check}"),
        1 => format!("专利号：ZL{digits}{check}"),
        2 => format!("ZL {year} {kind} {}.{check}", &digits[5..]),
        _ => format!("{digits}.{check}"),
    }
}

/// A good row of the patent form; `n` varies number, dates, prices and maturity.
pub fn patent(n: u32) -> Row {
    let filed: Value = match n % 7 {
        0 => Value::Date(2023, 5, 9),
        1 => "2023/5/9".into(),
        2 => "2023.05.09".into(),
        3 => "20230509".into(),
        4 => "2023年5月9日".into(),
        5 => "２０２３-０５-０９".into(),
        _ => 45_055.0.into(),
    };
    let price: Value = match n % 4 {
        0 => 6.2.into(),
        1 => "39.5 万元".into(),
        2 => "56.6万".into(),
        _ => "１２".into(),
    };
    let trl: Value = match n % 3 {
        0 => 7.0.into(),
        1 => "小试".into(),
        _ => "6级".into(),
    };
    vec![
        // tidy-allow(float): a worksheet stores every number as a float
        ("序号", f64::from(n).into()),
        (
            "专利名称",
            format!("一种双参比气体传感器（第{n}型）").into(),
        ),
        ("专利号", number(2023, 1, n).into()),
        ("专利类型", "发明专利".into()),
        ("申请日", filed),
        ("授权公告日", Value::Date(2025, 3, 22)),
        ("专利权人", UNIT.into()),
        ("发明人", "甲示例；乙示例".into()),
        ("法律状态", "有效".into()),
        ("产业领域", "智能制造".into()),
        ("关键词", "气体传感；标定".into()),
        ("技术简介", TEXT.into()),
        ("技术优势及性能指标", TEXT.into()),
        ("应用场景及市场前景", TEXT.into()),
        ("技术成熟度", trl),
        ("交易方式", "转让、许可".into()),
        ("许可类型", "普通".into()),
        ("许可期限（年）", 5.0.into()),
        ("成交方式", "网络竞价、协议成交".into()),
        ("起拍价（万元）", price),
        ("是否双碳领域", "否".into()),
        ("计划项目级别", "否".into()),
        ("是否财政资助项目专利", "否".into()),
        ("是否推荐现场路演", "否".into()),
        ("权利限制", "无".into()),
        ("联系人", "示例联系人".into()),
        ("联系电话", 19_900_001_234.0.into()),
        ("电子邮箱", "contact@example.com".into()),
    ]
}

/// A good row of the achievement form.
pub fn achievement(n: u32) -> Row {
    vec![
        (
            "成果名称",
            format!("双参比气体传感成套技术（第{n}型）").into(),
        ),
        ("完成单位", UNIT.into()),
        ("单位所在省份", "江苏".into()),
        ("成果负责人", "甲示例".into()),
        ("产业领域", "新能源".into()),
        ("成果类型", "新技术".into()),
        ("成果简介", TEXT.into()),
        ("创新点及主要技术指标", TEXT.into()),
        ("应用场景及市场前景", TEXT.into()),
        ("技术成熟度", "中试".into()),
        ("知识产权情况", "技术秘密".into()),
        ("计划项目级别", "否".into()),
        ("交易方式", "转让".into()),
        ("成交方式", "协议成交".into()),
        ("意向金额（万元）", "面议".into()),
        ("是否双碳领域", "否".into()),
        ("是否推荐现场路演", "否".into()),
        ("权利归属及限制", "归完成单位所有，无权利限制".into()),
        ("联系人", "示例联系人".into()),
        ("联系电话", "19900001234".into()),
    ]
}

/// A good row of the need form.
pub fn need(n: u32) -> Row {
    vec![
        (
            "需求名称",
            format!("气体传感器国产化攻关（第{n}项）").into(),
        ),
        ("企业名称", "云岭新材有限公司（示例）".into()),
        ("统一社会信用代码", "91329999MA9DEMQ15L".into()),
        ("所在地区", "常州市武进区".into()),
        ("产业领域", "智能制造".into()),
        ("需求类型", "技术改造".into()),
        ("需求背景及主要问题", TEXT.into()),
        (
            "主要技术指标",
            "效率不低于89%，寿命不少于5756小时，成本下降28%以上。".into(),
        ),
        ("意向投入金额（万元）", "120万".into()),
        ("合作方式", "合作开发".into()),
        ("有效期限", Value::Date(2027, 5, 18)),
        ("关键词", "气体传感；标定".into()),
        ("公开范围", "全部公开".into()),
        ("是否同意公开比拼", "是".into()),
        ("联系人", "示例联系人".into()),
        ("联系电话", "19900001234".into()),
    ]
}

/// A good row of an expert in the liaison form.
pub fn expert(n: u32) -> Row {
    vec![
        ("人员类别", "技术专家".into()),
        ("单位名称", UNIT.into()),
        ("统一社会信用代码", "91329999MA9DEMQ15L".into()),
        ("单位类别", "高等学校".into()),
        ("姓名", "甲示例".into()),
        ("所在部门", "科技处".into()),
        ("手机", format!("1990001{n:04}").into()),
        ("电子邮箱", "expert@example.com".into()),
        ("身份类别", "教授专家".into()),
        ("专业领域", "智能制造；新材料".into()),
        ("参与意向", "专家顾问团".into()),
        ("本人同意", "是".into()),
    ]
}

/// A good row of a liaison in the same form.
pub fn liaison(n: u32) -> Row {
    let mut row = expert(n);
    row.retain(|(header, _)| !matches!(*header, "身份类别" | "专业领域" | "参与意向"));
    set(&mut row, "人员类别", "活动联络员");
    row
}

/// A good row of a deal in the form for offline intents and deals.
pub fn deal(n: u32) -> Row {
    vec![
        ("类别", "交易".into()),
        ("所属季", "2026-AUCTION".into()),
        (
            "项目名称",
            format!("双参比气体传感器技术转让（第{n}项）").into(),
        ),
        ("供给方名称", UNIT.into()),
        ("需求方名称", "南山新材有限公司（示例）".into()),
        ("需求方统一社会信用代码", "91329999MA9DEMQ15L".into()),
        ("合作方式", "技术转让".into()),
        ("合同类别", "技术转让".into()),
        ("金额（万元）", 120.5.into()),
        ("日期", Value::Date(2026, 10, 12)),
        ("是否公开", "是".into()),
        ("汇交人及电话", "示例汇交人 19900001234".into()),
    ]
}

/// A sheet of `form` as institutions send it. `rows` stand from row 4 on; a row without cells is
/// a blank one. A signature follows after one more blank row.
pub fn sheet(form: Form, rows: &[Row]) -> Worksheet {
    let mut sheet = Worksheet::new();
    sheet.set_name(form.sheet()).expect("a short name");
    let last = form.columns().len() as u16 - 1;
    let plain = Format::new();
    let title = format!("2026年示例活动 {}", form.sheet());
    sheet
        .merge_range(0, 0, 0, last, &title, &plain)
        .expect("a free range");
    let unit = format!("填报单位（公章）：{UNIT}        填报日期：        单位：万元");
    sheet
        .merge_range(1, 0, 1, last, &unit, &plain)
        .expect("a free range");
    headers(&mut sheet, 2, form);
    for (index, row) in rows.iter().enumerate() {
        write_row(&mut sheet, 3 + index as u32, form, row);
    }
    let signature = 3 + rows.len() as u32 + 1;
    let line = "填报人：          审核人：          （单位盖章）";
    sheet.write(signature, 0, line).expect("a free cell");
    sheet
}

/// Writes the headers of `form` into `row`, required ones with their star.
pub fn headers(sheet: &mut Worksheet, row: u32, form: Form) {
    for (index, column) in form.columns().iter().enumerate() {
        let star = if column.required { "*" } else { "" };
        let header = format!("{}{star}", column.header);
        sheet.write(row, index as u16, header).expect("a free cell");
    }
}

/// Writes a data row.
pub fn write_row(sheet: &mut Worksheet, at: u32, form: Form, row: &Row) {
    let date = Format::new().set_num_format("yyyy-mm-dd");
    for (header, value) in row {
        let column = form.index(header) as u16;
        let written = match value {
            Value::Text(text) => sheet.write(at, column, text),
            Value::Number(number) => sheet.write(at, column, *number),
            Value::Date(y, m, d) => {
                let day = ExcelDateTime::from_ymd(*y, *m, *d).expect("a date");
                sheet.write_with_format(at, column, day, &date)
            }
        };
        written.expect("a cell of the sheet");
    }
}

/// The bytes of a workbook with these sheets.
pub fn workbook(sheets: Vec<Worksheet>) -> Vec<u8> {
    let mut workbook = Workbook::new();
    for sheet in sheets {
        workbook.push_worksheet(sheet);
    }
    workbook.save_to_buffer().expect("a workbook in memory")
}

/// The bytes of a workbook with one sheet of `form`.
pub fn form(form: Form, rows: &[Row]) -> Vec<u8> {
    workbook(vec![sheet(form, rows)])
}
