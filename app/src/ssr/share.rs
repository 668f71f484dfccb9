//! What is shown of a lot where its link is shared, and what search engines read about it: schema.org
//! `Product` with an `Offer`; of a session an `Event`. Only what everybody reads on the page stands in it.

use crate::lang::href;
use crate::ui::head::{DescribedBy, Shared, SharedBy};
use domain::lots::LotState;
use domain::money::Fen;
use domain::sessions::{Attendance, SessionRole, SessionState};
use domain::views::{LotPage, SessionPage};
use leptos::prelude::provide_context;
use locales::{Label, Lang, lots as m};
use serde_json::{Value, json};
use std::fmt::Write;

/// Characters of the summary.
const SUMMARY_MAX: usize = 300;

/// Puts into the context of a page its language, and what writes about a lot for whoever shares it.
pub fn provide(lang: Lang) {
    provide_context(lang);
    provide_context(SharedBy(of_lot));
    provide_context(DescribedBy(of_session));
}

/// What is written about the lot.
fn of_lot(lang: Lang, page: &LotPage) -> Shared {
    let (lot, origin) = (&page.lot, public_origin());
    let url = format!("{origin}{}", href(lang, &format!("/lots/{}", lot.code)));
    let image = format!("{origin}/og/lots/{}.png", lot.code);
    let industry = lot.industry.label(lang);
    Shared {
        title: lot.title.clone(),
        description: m::lot_description(lang, industry, &page.owner.name, &lot.title),
        json: in_script(&product(lang, page, &url, &image)),
        url,
        image,
    }
}

/// What is written about a session: schema.org `Event`.
fn of_session(lang: Lang, page: &SessionPage) -> String {
    let (session, origin) = (&page.session, public_origin());
    let path = href(lang, &format!("/sessions/{}", session.slug));
    in_script(&event(lang, page, &format!("{origin}{path}")))
}

fn event(lang: Lang, page: &SessionPage, url: &str) -> Value {
    let (session, english) = (&page.session, lang.is_english());
    let place = page.revision.venue.pick(english);
    let holders = session.holders.iter();
    let organisers: Vec<Value> = holders
        .filter(|one| one.role != SessionRole::CoOrganiser)
        .map(|one| json!({ "@type": "Organization", "name": one.name }))
        .collect();
    let status = match (session.state, session.moved_from) {
        (SessionState::Cancelled, _) => "https://schema.org/EventCancelled",
        (_, Some(_)) => "https://schema.org/EventRescheduled",
        _ => "https://schema.org/EventScheduled",
    };
    let place = json!({
        "@type": "Place",
        "name": place,
        "address": {
            "@type": "PostalAddress",
            "addressLocality": session.city.label(lang),
            "addressCountry": "CN",
        },
    });
    let broadcast = |link: Option<String>| {
        let link = link.unwrap_or_else(|| url.to_owned());
        json!({ "@type": "VirtualLocation", "url": link })
    };
    let (mode, location) = match page.revision.attendance() {
        Attendance::OnSite => ("Offline", place),
        Attendance::Online(link) => ("Online", broadcast(link)),
        Attendance::Mixed(link) => ("Mixed", json!([place, broadcast(Some(link))])),
    };
    let mut event = json!({
        "@context": "https://schema.org",
        "@type": "Event",
        "name": page.revision.title.pick(english),
        "startDate": session.starts_at.rfc3339(),
        "endDate": session.ends_at.rfc3339(),
        "eventStatus": status,
        "eventAttendanceMode": format!("https://schema.org/{mode}EventAttendanceMode"),
        "location": location,
        "organizer": organisers,
        "about": session.industry.label(lang),
        "url": url,
    });
    if let Some(before) = session.moved_from {
        event["previousStartDate"] = before.rfc3339().into();
    }
    event
}

/// The address of this portal as it was configured, else as the request named it: whole addresses are read
/// elsewhere.
fn public_origin() -> String {
    let fixed = super::portal().settings().public_origin.clone();
    fixed.unwrap_or_else(super::origin)
}

fn product(lang: Lang, page: &LotPage, url: &str, image: &str) -> Value {
    let lot = &page.lot;
    let numbers: Vec<&str> = lot.patents.iter().map(|p| p.number.canonical()).collect();
    let summary: String = lot.summary.chars().take(SUMMARY_MAX).collect();
    json!({
        "@context": "https://schema.org",
        "@type": "Product",
        "name": lot.title,
        "description": summary,
        "sku": lot.code,
        "identifier": numbers,
        "category": lot.industry.label(lang),
        "keywords": lot.keywords.join(", "),
        "image": image,
        "url": url,
        "offers": offer(page, url),
    })
}

/// The offer. Without a price it is negotiable, which schema.org says by leaving it out.
fn offer(page: &LotPage, url: &str) -> Value {
    let figures = page.live.as_ref().map(|live| &live.figures);
    let price = figures
        .and_then(|figures| figures.price)
        .or(page.lot.start_price)
        .or(page.lot.asking_price);
    let mut offer = json!({
        "@type": "Offer",
        "url": url,
        "availability": match page.sold_offline {
            Some(_) => availability(LotState::Sold),
            None => availability(page.lot.state),
        },
        "offeredBy": { "@type": "Organization", "name": page.owner.name },
    });
    if let Some(price) = price {
        offer["price"] = yuan(price).into();
        offer["priceCurrency"] = "CNY".into();
    }
    if let Some(figures) = figures {
        offer["availabilityStarts"] = figures.opens_at.rfc3339().into();
        offer["availabilityEnds"] = figures.ends_at.rfc3339().into();
    }
    offer
}

const fn availability(state: LotState) -> &'static str {
    match state {
        LotState::Published | LotState::Listed => "https://schema.org/PreOrder",
        LotState::Bidding | LotState::Extended => "https://schema.org/InStock",
        LotState::Passed | LotState::Archived => "https://schema.org/Discontinued",
        _ => "https://schema.org/SoldOut",
    }
}

/// `1050.00`.
fn yuan(amount: Fen) -> String {
    format!("{}.{:02}", amount.get() / 100, amount.get() % 100)
}

/// JSON that ends no script element and begins no comment, whatever the owner has written.
fn in_script(value: &Value) -> String {
    let mut out = String::new();
    for each in value.to_string().chars() {
        match each {
            '<' | '>' | '&' | '\u{2028}' | '\u{2029}' => {
                let _ = write!(out, "\\u{:04x}", u32::from(each));
            }
            each => out.push(each),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_text_leaves_its_script() {
        let title = "</script><!--<script>&\u{2028}";
        let written = in_script(&json!({ "name": title }));
        assert!(!written.contains(['<', '>', '&', '\u{2028}']), "{written}");
        let read: Value = serde_json::from_str(&written).unwrap();
        assert_eq!(read["name"], title);
    }

    #[test]
    fn prices_have_two_places() {
        assert_eq!(yuan(Fen::yuan(1_050)), "1050.00");
        assert_eq!(yuan(Fen(5)), "0.05");
    }
}
