//! Articles (文章): the list, the page of one, help, downloads, and the centre's desk.

mod desk;
mod downloads;
mod editor;
mod form;
mod help;
mod list;
mod page;
mod text;

pub use desk::OfficeArticlesPage;
pub use downloads::DownloadsPage;
pub use editor::ArticleDeskPage;
pub use form::{ArticleForm, Posted};
pub use help::HelpPage;
pub use list::ArticlesPage;
pub use page::ArticlePage;
pub use text::drawn;

use crate::error::AppError;
use domain::articles::Article;
use domain::ids::ArticleId;
use domain::views;
use leptos::prelude::*;

/// A page of the public articles.
#[server(name = GetArticles, endpoint = "articles/list", output = crate::wire::Answer)]
pub async fn articles(
    /// Code of the kind; empty for all.
    #[server(default)]
    kind: String,
    /// The article that the page goes on behind.
    #[server(default)]
    after: String,
) -> Result<views::ArticlesPage, AppError> {
    use crate::ssr;
    use domain::articles::ArticleKind;
    let kind = ArticleKind::from_code(&kind.to_uppercase());
    ssr::portal()
        .articles(kind, after.parse().ok())
        .await
        .map_err(ssr::fail)
}

/// A public article.
#[server(name = GetArticle, endpoint = "articles/article", output = crate::wire::Answer)]
pub async fn article(
    /// Which.
    #[server(default)]
    id: String,
) -> Result<Article, AppError> {
    use crate::ssr;
    let id = id
        .parse()
        .map_err(|_| ssr::fail(service::Error::NotFound))?;
    ssr::portal().article(id).await.map_err(ssr::fail)
}

/// The help centre of a year's seasons; of the latest, where `year` is none.
#[server(name = GetHelp, endpoint = "articles/help", output = crate::wire::Answer)]
pub async fn help(
    /// The year.
    #[server(default)]
    year: String,
) -> Result<views::HelpCentre, AppError> {
    use crate::ssr;
    let found = ssr::portal().help_centre(year.parse().ok()).await;
    found.map_err(ssr::fail)
}

/// What can be downloaded.
#[server(name = GetDownloads, endpoint = "articles/downloads", output = crate::wire::Answer)]
pub async fn downloads() -> Result<views::DownloadsPage, AppError> {
    use crate::ssr;
    ssr::portal().downloads().await.map_err(ssr::fail)
}

/// The centre's list of articles.
#[server(name = GetOfficeArticles, endpoint = "articles/office", output = crate::wire::Answer)]
pub async fn office_articles() -> Result<views::OfficeArticles, AppError> {
    use crate::ssr;
    let account = ssr::account()?;
    ssr::portal()
        .office_articles(&account)
        .await
        .map_err(ssr::fail)
}

/// An article on the centre's desk; nothing for one that is to be written.
#[server(name = GetArticleDesk, endpoint = "articles/desk", output = crate::wire::Answer)]
pub async fn article_desk(
    /// Which; `new` for one that is to be written.
    #[server(default)]
    id: String,
) -> Result<Option<Article>, AppError> {
    use crate::ssr;
    let (account, portal) = (ssr::account()?, ssr::portal());
    if id == "new" {
        let may = portal.office_articles(&account).await;
        return may.map(|_| None).map_err(ssr::fail);
    }
    let id = id
        .parse()
        .map_err(|_| ssr::fail(service::Error::NotFound))?;
    let found = portal.article_desk(&account, id).await;
    found.map(Some).map_err(ssr::fail)
}

/// Keeps the text of an article; answers which it is.
///
/// A plain form is posted to the page instead, which answers with what was typed: a body is too long for
/// the address that it would be sent on to.
#[server(name = SaveArticle, endpoint = "articles/save", output = crate::wire::Answer)]
pub async fn save_article(
    /// The article as it was filled in.
    #[server(default)]
    form: ArticleForm,
) -> Result<ArticleId, AppError> {
    use crate::ssr;
    let saved = ssr::save_article(&ssr::portal(), &ssr::asker(), &form).await;
    saved.map_err(ssr::fail)
}

/// Makes an article public, or a draft again. A plain form goes on to `back`.
#[server(name = PublishArticle, endpoint = "articles/publish", output = crate::wire::Answer)]
pub async fn publish_article(
    /// Which.
    #[server(default)]
    id: String,
    /// `1` to make it public.
    #[server(default)]
    public: String,
    /// The page that a plain form goes on to.
    #[server(default)]
    back: String,
) -> Result<(), AppError> {
    use crate::accounts::{answer, with_query};
    use crate::ssr;
    let (account, portal) = (ssr::account()?, ssr::portal());
    portal.office_articles(&account).await.map_err(ssr::fail)?;
    let id = id
        .parse()
        .map_err(|_| ssr::fail(service::Error::NotFound))?;
    let done = portal.publish_article(&account, id, public == "1").await;
    done.map_err(ssr::fail)?;
    answer::lead_to(&with_query(&back, "done", "published"));
    Ok(())
}
