//! Notices (通知): the count in the head of every page, the list of one's own, and what one wants to be
//! told.

mod bell;
mod form;
mod kinds;
mod page;
mod sentences;
mod settings;

pub use bell::Bell;
pub use form::{NoticeForm, Posted};
pub use kinds::{KindBoxes, NoticeKinds};
pub use page::NoticesPage;
pub use settings::NoticeSettingsPage;

use crate::error::AppError;
use domain::time::Timestamp;
use domain::views;
use leptos::prelude::*;

/// The notices of the signed-in account.
#[server(name = GetNotices, endpoint = "notices/page", output = crate::wire::Answer)]
pub async fn notices_page(
    /// Where the page of those that were read begins.
    #[server(default)]
    before: String,
) -> Result<views::NoticesPage, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    let page = ssr::portal()
        .notices_page(&account, before.parse().ok())
        .await;
    page.map_err(ssr::fail)
}

/// Notes that the signed-in account has read a notice, or all of them; answers how many are left. A
/// plain form goes on to `back`.
#[server(name = ReadNotice, endpoint = "notices/read", output = crate::wire::Answer)]
pub async fn read_notice(
    /// The notice; empty for all of them.
    #[server(default)]
    id: String,
    /// When the page was made that shows them, in milliseconds since 1970; what came later stays unread.
    seen: Timestamp,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<u32, AppError> {
    use crate::accounts::answer;
    use crate::ssr;
    let account = ssr::account()?;
    let id = match id.as_str() {
        "" => None,
        id => Some(
            id.parse()
                .map_err(|_| ssr::fail(service::Error::NotFound))?,
        ),
    };
    let left = ssr::portal().read_notice(&account, id, seen).await;
    let left = left.map_err(ssr::fail)?;
    answer::lead_to(&back);
    Ok(left)
}

/// What the signed-in account wants to be told.
#[server(name = GetNoticeSettings, endpoint = "notices/settings", output = crate::wire::Answer)]
pub async fn notice_settings() -> Result<views::NoticeSettings, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    ssr::portal()
        .notice_settings(&account)
        .await
        .map_err(ssr::fail)
}

/// Changes what the signed-in account wants to be told. A plain form goes on to `back`.
#[server(name = SetNotices, endpoint = "notices/set", output = crate::wire::Answer)]
pub async fn set_notices(
    /// The choices as they were made.
    #[server(default)]
    form: NoticeForm,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let account = ssr::account()?;
    let preferences = form.preferences();
    let preferences = preferences.map_err(|code| form.keep_in(answer::refuse(code, Vec::new())))?;
    let set = ssr::portal()
        .set_notice_settings(&account, preferences)
        .await;
    set.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "1"));
    Ok(())
}

/// Makes the link to the calendar of the signed-in account's lots, which is a secret; the one before it
/// leads nowhere any more.
///
/// A plain form is posted to `/account/notices/settings` instead, which answers with the page: here it
/// would only be sent on, and the secret lost.
#[server(name = RenewCalendar, endpoint = "notices/renew_link", output = crate::wire::Answer)]
pub async fn renew_calendar() -> Result<String, AppError> {
    use crate::ssr;
    let made = ssr::renew_calendar(&ssr::portal(), &ssr::asker(), &ssr::origin()).await;
    made.map_err(ssr::fail)
}

/// Where the calendar with this secret is read: that of the lots that one is enrolled on.
pub fn calendar_path(secret: &str) -> String {
    format!("{OWN}{secret}.ics")
}

/// The address of the calendar of the lots that one follows, from that of the other: it has the same
/// secret.
pub fn follows_address(own: &str) -> String {
    own.replacen(OWN, "/feeds/follows/", 1)
}

const OWN: &str = "/feeds/own/";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_calendars_have_one_secret() {
        let own = format!("https://auction.example{}", calendar_path("abc"));
        let follows = "https://auction.example/feeds/follows/abc.ics";
        assert_eq!(follows_address(&own), follows);
    }
}
