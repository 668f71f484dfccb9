//! Articles: drafts are the centre's alone, and of two changes one is refused.

use domain::accounts::{Grant, Role, Scope};
use domain::articles::{ArticleKind, ArticleText};
use domain::ids::ArticleId;
use domain::sessions::Bilingual;
use domain::time::Date;
use service::Error;
use service::testing::TestPortal;

/// A policy with this title.
pub(crate) fn article(title: &str) -> ArticleText {
    let both = |zh: &str| Bilingual {
        zh: zh.into(),
        en: String::new(),
    };
    ArticleText {
        kind: ArticleKind::Policy,
        title: both(title),
        doc_number: "示发〔2026〕1号".into(),
        dated: Date::of(2026, 11, 20),
        year: None,
        body: both("草稿金丝雀"),
    }
}

#[tokio::test]
async fn a_draft_is_not_there_for_anybody_but_the_centre() {
    let site = TestPortal::new().await;
    let (portal, centre) = (&site.portal, site.centre().await.account);
    let saved = portal.save_article(&centre, None, article("关于示例的通知"));
    let id = saved.await.unwrap();
    assert_eq!(portal.article(id).await, Err(Error::NotFound));
    assert_eq!(portal.articles(None, None).await.unwrap().articles, []);
    assert_eq!(portal.latest_articles(None).await.unwrap(), []);
    portal.publish_article(&centre, id, true).await.unwrap();
    let shown = portal.article(id).await.unwrap();
    assert_eq!(shown.text, article("关于示例的通知"));
    assert_eq!(portal.articles(None, None).await.unwrap().articles.len(), 1);
    let of = |kind| portal.latest_articles(Some(kind));
    assert_eq!(of(ArticleKind::Policy).await.unwrap().len(), 1);
    assert_eq!(of(ArticleKind::Help).await.unwrap(), []);
    portal.publish_article(&centre, id, false).await.unwrap();
    assert_eq!(portal.article(id).await, Err(Error::NotFound));
    let desk = portal.article_desk(&centre, id).await.unwrap();
    assert_eq!(desk.published_at, None);
}

#[tokio::test]
async fn the_centre_alone_writes_and_what_is_wrong_changes_nothing() {
    let site = TestPortal::new().await;
    let (portal, centre) = (&site.portal, site.centre().await.account);
    for role in Role::ALL.iter().filter(|role| **role != Role::Centre) {
        let grant = Grant {
            role: *role,
            scope: Scope::Province,
        };
        let login = format!("only-{}", role.code().to_lowercase());
        let who = site.account(&login, vec![grant], None).await;
        let saved = portal.save_article(&who, None, article("x")).await;
        assert_eq!(saved, Err(Error::Forbidden), "{role}");
        let page = portal.office_articles(&who).await;
        assert_eq!(page, Err(Error::Forbidden), "{role}");
        let published = portal.publish_article(&who, ArticleId(1), true).await;
        assert_eq!(published, Err(Error::Forbidden), "{role}");
    }
    let refused = portal.save_article(&centre, None, article(" ")).await;
    assert_eq!(refused, Err(Error::invalid("ARTICLE_TITLE")));
    let page = portal.office_articles(&centre).await.unwrap();
    assert_eq!(page.articles, []);
    let nobody = portal.publish_article(&centre, ArticleId(404), true).await;
    assert_eq!(nobody, Err(Error::NotFound));
}

#[tokio::test]
async fn of_two_changes_of_one_article_the_later_is_refused() {
    let site = TestPortal::new().await;
    let (portal, centre) = (&site.portal, site.centre().await.account);
    let saved = portal.save_article(&centre, None, article("一"));
    let id = saved.await.unwrap();
    let first = portal.save_article(&centre, Some((id, 1)), article("二"));
    assert_eq!(first.await, Ok(id));
    let second = portal.save_article(&centre, Some((id, 1)), article("三"));
    assert_eq!(second.await, Err(Error::Conflict));
    let stands = portal.article_desk(&centre, id).await.unwrap();
    assert_eq!((stands.text.title.zh.as_str(), stands.revision), ("二", 2));
    let gone = portal.save_article(&centre, Some((ArticleId(404), 1)), article("四"));
    assert_eq!(gone.await, Err(Error::NotFound));
}

#[tokio::test]
async fn the_help_centre_is_that_of_a_season() {
    let site = TestPortal::new().await;
    let (portal, centre) = (&site.portal, site.centre().await.account);
    let season = portal.current_season().await.unwrap();
    let mut other = domain::seasons::catalogue::auction_2022();
    other.id = domain::ids::SeasonId(77);
    let mut tx = portal.store().write().await.unwrap();
    tx.upsert_season(&other).await.unwrap();
    tx.commit().await.unwrap();
    for (title, year) in [
        ("每季通用", None),
        ("只限本季", Some(season.year)),
        ("只限当年", Some(other.year)),
    ] {
        let text = ArticleText {
            kind: ArticleKind::Help,
            year,
            ..article(title)
        };
        let id = portal.save_article(&centre, None, text).await.unwrap();
        portal.publish_article(&centre, id, true).await.unwrap();
    }
    let shown = async |year| {
        let page = portal.help_centre(year).await.unwrap();
        let mut titles: Vec<_> = page
            .articles
            .into_iter()
            .map(|one| one.text.title.zh)
            .collect();
        titles.sort();
        (page.year, titles.join(" "))
    };
    let both = |one: &str| format!("{one} 每季通用");
    assert_eq!(shown(None).await, (Some(season.year), both("只限本季")));
    assert_eq!(
        shown(Some(1999)).await.0,
        Some(season.year),
        "no such season"
    );
    assert_eq!(
        shown(Some(other.year)).await,
        (Some(other.year), both("只限当年"))
    );
}
