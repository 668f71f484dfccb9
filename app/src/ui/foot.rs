//! The foot of every page: what holds everywhere, who runs the site, and the way to the main places.

use super::visitor::use_visitor;
use crate::lang::{href, use_lang};
use domain::views::SiteNotice;
use leptos::prelude::*;
use locales::{Lang, articles, ui};

/// The foot.
#[component]
pub fn Foot() -> impl IntoView {
    let lang = use_lang();
    let visitor = use_visitor();
    let places = [
        ("/live", ui::nav_live(lang)),
        ("/lots", ui::nav_lots(lang)),
        ("/sessions", ui::nav_sessions(lang)),
        ("/needs", locales::needs::title(lang)),
        ("/calendar", ui::nav_calendar(lang)),
        ("/articles", articles::title(lang)),
        ("/help", articles::help(lang)),
        ("/api/docs", ui::nav_api(lang)),
        ("/privacy", ui::nav_privacy(lang)),
        ("/accessibility", ui::nav_accessibility(lang)),
        ("/sitemap", ui::nav_map(lang)),
    ];
    let links = places
        .into_iter()
        .map(|(path, label)| view! { <li><a href=href(lang, path)>{label}</a></li> })
        .collect_view();
    let stranger = move || visitor.with(|visitor| visitor.account.is_none());
    view! {
        <footer class="foot">
            <div class="wrap foot-row">
                <div class="foot-notes">
                    <p>{ui::footer_time(lang)}</p>
                    <p>{ui::footer_rule(lang)}</p>
                    // On every page, so on every lot page as well (domain.md LG-18).
                    <p data-testid="disclaimer">{ui::footer_disclaimer(lang)}</p>
                    <p>{ui::footer_practice(lang)}</p>
                    <Show when=move || visitor.with(|visitor| visitor.demo)>
                        <p>{ui::demo_note(lang)}</p>
                    </Show>
                </div>
                <nav aria-label=ui::footer_label(lang)>
                    <ul class="foot-links">
                        {links}
                        <Show when=stranger>
                            <li>
                                <a href=href(lang, "/login")>{ui::sign_in(lang)}</a>
                            </li>
                        </Show>
                    </ul>
                </nav>
                <Identifier />
            </div>
        </footer>
    }
}

/// Who runs the site and under which numbers (ux.md §2.1); nothing that nobody has set.
#[component]
fn Identifier() -> impl IntoView {
    let lang = use_lang();
    let lines = use_visitor().with_untracked(|visitor| lines(lang, &visitor.site));
    (!lines.is_empty()).then(|| {
        let lines = lines
            .into_iter()
            .map(|(name, value)| {
                view! {
                    <div>
                        <dt>{name}</dt>
                        <dd lang="zh-CN">{value}</dd>
                    </div>
                }
            })
            .collect_view();
        view! { <dl class="foot-site" data-testid="site">{lines}</dl> }
    })
}

/// Name and value of each line.
fn lines(lang: Lang, site: &SiteNotice) -> Vec<(&'static str, String)> {
    let names = |list: &[String]| list.join(ui::separator(Lang::Zh));
    [
        (ui::footer_sponsors(lang), names(&site.sponsors)),
        (ui::footer_operators(lang), names(&site.operators)),
        (ui::footer_contact(lang), site.contact.clone()),
        (ui::footer_site_code(lang), site.site_code.clone()),
        (ui::footer_icp(lang), site.icp.clone()),
        (ui::footer_police(lang), site.police.clone()),
    ]
    .into_iter()
    .filter(|(_, value)| !value.is_empty())
    .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_set_is_shown() {
        assert!(lines(Lang::Zh, &SiteNotice::default()).is_empty());
        let site = SiteNotice {
            sponsors: vec!["甲".into(), "乙".into()],
            icp: "备案".into(),
            ..SiteNotice::default()
        };
        let shown = lines(Lang::Zh, &site);
        assert_eq!(
            shown,
            [("主办", "甲、乙".into()), ("ICP 备案", "备案".into())]
        );
    }
}
