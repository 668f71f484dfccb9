//! Articles: drafts, publication, changes of two people, pages of a list.

use crate::bench::Bench;
use crate::make::NOON;
use domain::articles::{ArticleKind, ArticleText};
use domain::ids::ArticleId;
use domain::sessions::Bilingual;
use domain::time::Date;
use store::Result;

stories!(
    a_draft_is_in_no_public_list,
    of_two_changes_one_is_refused,
    a_list_goes_on_where_it_ended,
    help_is_for_one_year_or_for_all,
);

fn text(kind: ArticleKind, day: u32) -> ArticleText {
    let both = |zh: &str, en: &str| Bilingual {
        zh: zh.into(),
        en: en.into(),
    };
    ArticleText {
        kind,
        title: both("关于示例的通知", "An example"),
        doc_number: "示发〔2026〕1号".into(),
        dated: Date::of(2026, 11, day),
        year: None,
        body: both("正文。", ""),
    }
}

async fn a_draft_is_in_no_public_list(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    let written = text(ArticleKind::Policy, 2);
    let id = tx.insert_article(&written, NOON).await?;
    assert_eq!(tx.articles(None, None, 9).await?, []);
    let draft = tx.article(id).await?.expect("a draft");
    assert_eq!(
        (&draft.text, draft.revision, draft.published_at),
        (&written, 1, None)
    );
    assert!(tx.publish_article(id, Some(NOON)).await?);
    assert!(!tx.publish_article(id, Some(NOON)).await?, "it is public");
    assert_eq!(
        tx.articles(Some(ArticleKind::Policy), None, 9).await?.len(),
        1
    );
    assert_eq!(tx.articles(Some(ArticleKind::Help), None, 9).await?, []);
    assert!(tx.publish_article(id, None).await?);
    assert!(!tx.publish_article(id, None).await?, "it is a draft");
    assert_eq!(tx.articles(None, None, 9).await?, []);
    assert_eq!(tx.all_articles(9).await?.len(), 1);
    assert_eq!(tx.article(ArticleId(99)).await?, None);
    Ok(())
}

async fn of_two_changes_one_is_refused(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    let id = tx.insert_article(&text(ArticleKind::Help, 2), NOON).await?;
    let changed = text(ArticleKind::Case, 3);
    assert!(tx.update_article(id, 1, &changed, NOON).await?);
    let other = text(ArticleKind::News, 4);
    assert!(!tx.update_article(id, 1, &other, NOON).await?);
    let stands = tx.article(id).await?.expect("an article");
    assert_eq!((stands.text, stands.revision), (changed, 2));
    Ok(())
}

async fn a_list_goes_on_where_it_ended(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    for day in [3, 5, 3, 4] {
        let id = tx
            .insert_article(&text(ArticleKind::Notice, day), NOON)
            .await?;
        tx.publish_article(id, Some(NOON)).await?;
    }
    let ids = |all: Vec<domain::articles::Article>| -> Vec<i64> {
        all.iter().map(|one| one.id.get()).collect()
    };
    let first = ids(tx.articles(None, None, 2).await?);
    assert_eq!(first, [2, 4], "the latest day first");
    let rest = tx.articles(None, Some(ArticleId(4)), 9).await?;
    assert_eq!(ids(rest), [3, 1]);
    Ok(())
}

async fn help_is_for_one_year_or_for_all(bench: &Bench) -> Result<()> {
    let mut tx = bench.store.write().await?;
    let mut ids = Vec::new();
    for (day, kind, year) in [
        (1, ArticleKind::Help, None),
        (2, ArticleKind::Help, Some(2022)),
        (3, ArticleKind::Help, Some(2023)),
        (4, ArticleKind::Notice, Some(2023)),
    ] {
        let mut text = text(kind, day);
        text.year = year;
        let id = tx.insert_article(&text, NOON).await?;
        tx.publish_article(id, Some(NOON)).await?;
        let kept = tx.article(id).await?.expect("an article").text;
        assert_eq!(kept, text);
        ids.push(id);
    }
    let mut found = Vec::new();
    for year in [Some(2022), Some(2023), None] {
        let articles = tx.help_articles(year, 9).await?;
        found.push(articles.iter().map(|one| one.id).collect::<Vec<_>>());
    }
    assert_eq!(
        found,
        [vec![ids[1], ids[0]], vec![ids[2], ids[0]], vec![ids[0]]]
    );
    let mut changed = text(ArticleKind::Help, 3);
    changed.year = Some(2022);
    assert!(tx.update_article(ids[2], 2, &changed, NOON).await?);
    assert_eq!(tx.help_articles(Some(2022), 9).await?.len(), 3);
    Ok(())
}
