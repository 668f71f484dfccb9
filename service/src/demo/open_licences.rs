//! What is declared of the lots of the demo season that are under open licence.

use super::DemoSeason;
use crate::Error;
use domain::open_licences::{OpenLicence, is_open, needs_report};
use domain::time::{Date, Timestamp};
use store::Tx;

/// Fee standards and ways of payment, in turn.
const WORDS: [(&str, &str); 3] = [
    (
        "固定许可使用费每年3万元，不论产量（示例）",
        "许可生效后30日内付当年费用，以后每年同日前付清",
    ),
    (
        "入门费5万元，另按合格产品销售额的1.5%提成（示例）",
        "入门费许可生效后15日内付清，提成每半年结算一次",
    ),
    (
        "首年免费，自第二年起每年2万元（示例）",
        "自第二年起每年3月31日前一次付清",
    ),
];
/// The term, years.
const YEARS: i32 = 5;

/// Declares what each of them needs to be on display.
pub(super) async fn write(
    tx: &mut Tx,
    demo: &DemoSeason,
    (today, now): (Date, Timestamp),
) -> Result<(), Error> {
    let lots = demo.lots.iter().map(|demo| &demo.lot);
    for (number, lot) in lots.filter(|lot| is_open(lot)).enumerate() {
        let (fee, payment) = WORDS[number % WORDS.len()];
        let from = today.plus_days(-30);
        let last = lot.patents.iter().map(|patent| patent.expires_on()).min();
        let report = format!("DEMO-PJ-{:04}", number + 1);
        let declared = OpenLicence {
            fee_standard: fee.to_owned(),
            payment_method: payment.to_owned(),
            from,
            to: last.map_or(from.plus_years(YEARS), |last| {
                last.min(from.plus_years(YEARS))
            }),
            announced_on: today.plus_days(-40),
            announced_no: Some(format!("DEMO-KF-{:04}", number + 1)),
            evaluation_report_no: needs_report(lot).then_some(report),
        };
        declared.check(lot).map_err(Error::invalid)?;
        tx.put_open_licence(lot.id, &declared, now).await?;
    }
    Ok(())
}
