//! Articles (文章): what everybody reads, and the centre's desk that writes them.

use crate::permissions::require;
use crate::{Error, Portal};
use domain::accounts::{Account, Action};
use domain::articles::{Article, ArticleKind, ArticleRefusal, ArticleText};
use domain::audit::{Act, Object, ObjectKind};
use domain::ids::ArticleId;
use domain::views::{ArticlesPage, DownloadsPage, HelpCentre, OfficeArticles};
use serde_json::json;
use store::Tx;

/// Articles of a page of the list.
const PAGE: u32 = 30;
/// Articles in the feed, and on the page of help.
const FEED: u32 = 100;
/// Articles on the centre's desk, those that were changed last.
const DESK: u32 = 300;

impl From<ArticleRefusal> for Error {
    fn from(refusal: ArticleRefusal) -> Self {
        Self::invalid(refusal.code())
    }
}

/// The years that there are seasons of, the latest first.
async fn years(tx: &mut Tx) -> Result<Vec<i32>, Error> {
    let seasons = tx.seasons().await?;
    let mut years: Vec<i32> = seasons.iter().map(|season| season.year).collect();
    years.sort_unstable_by(|a, b| b.cmp(a));
    years.dedup();
    Ok(years)
}

impl Portal {
    /// A page of the public articles, of one kind or of all, the latest day first.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn articles(
        &self,
        kind: Option<ArticleKind>,
        after: Option<ArticleId>,
    ) -> Result<ArticlesPage, Error> {
        let mut tx = self.store().read().await?;
        let mut articles = tx.articles(kind, after, PAGE + 1).await?;
        let more = articles.len() > PAGE as usize;
        articles.truncate(PAGE as usize);
        Ok(ArticlesPage {
            next: articles.last().filter(|_| more).map(|last| last.id),
            articles,
            kind,
        })
    }

    /// The latest public articles of one kind or of all, for a feed.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn latest_articles(&self, kind: Option<ArticleKind>) -> Result<Vec<Article>, Error> {
        Ok(self
            .store()
            .read()
            .await?
            .articles(kind, None, FEED)
            .await?)
    }

    /// A public article.
    ///
    /// # Errors
    /// `NotFound` for articles that do not exist and for drafts alike.
    pub async fn article(&self, id: ArticleId) -> Result<Article, Error> {
        let found = self.store().read().await?.article(id).await?;
        found
            .filter(|article| article.published_at.is_some())
            .ok_or(Error::NotFound)
    }

    /// What can be downloaded: the forms of each season, the latest first.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn downloads(&self) -> Result<DownloadsPage, Error> {
        let years = years(&mut self.store().read().await?).await?;
        Ok(DownloadsPage { years })
    }

    /// The help centre of a year's seasons; of the latest, where `year` is of none.
    ///
    /// # Errors
    /// Only faults of ours.
    pub async fn help_centre(&self, year: Option<i32>) -> Result<HelpCentre, Error> {
        let mut tx = self.store().read().await?;
        let years = years(&mut tx).await?;
        let asked = year.filter(|year| years.contains(year));
        let year = asked.or(years.first().copied());
        Ok(HelpCentre {
            articles: tx.help_articles(year, FEED).await?,
            year,
            years,
        })
    }

    /// The centre's list of articles, drafts among them.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre.
    pub async fn office_articles(&self, account: &Account) -> Result<OfficeArticles, Error> {
        require(account, Action::KeepArticles)?;
        let articles = self.store().read().await?.all_articles(DESK).await?;
        Ok(OfficeArticles {
            articles,
            today: self.now().date(),
        })
    }

    /// An article on the centre's desk.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `NotFound`.
    pub async fn article_desk(&self, account: &Account, id: ArticleId) -> Result<Article, Error> {
        require(account, Action::KeepArticles)?;
        let found = self.store().read().await?.article(id).await?;
        found.ok_or(Error::NotFound)
    }

    /// Keeps a text: as a new draft, or in the place of what an article said at `revision`. What is
    /// public stays public.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; the codes of [`ArticleRefusal`]; `NotFound`;
    /// `Conflict` when somebody else has changed it meanwhile.
    pub async fn save_article(
        &self,
        account: &Account,
        stands: Option<(ArticleId, u32)>,
        text: ArticleText,
    ) -> Result<ArticleId, Error> {
        require(account, Action::KeepArticles)?;
        text.check()?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            let before = match stands {
                None => None,
                Some((id, _)) => Some(tx.article(id).await?.ok_or(Error::NotFound)?),
            };
            let id = match stands {
                None => tx.insert_article(&text, origin.at).await?,
                Some((id, revision)) => {
                    if !tx.update_article(id, revision, &text, origin.at).await? {
                        return Err(Error::Conflict);
                    }
                    id
                }
            };
            let entry = origin.entry(Act::ArticleSave, Object::new(ObjectKind::Article, id));
            let entry = match before {
                Some(before) => entry.before(&facts(&before.text)),
                None => entry,
            };
            tx.audit(entry.after(&facts(&text)));
            tx.commit().await?;
            Ok(id)
        })
        .await
    }

    /// Makes an article public, or a draft again; doing it twice is doing it once.
    ///
    /// # Errors
    /// `Forbidden` for everybody but the centre; `NotFound`.
    pub async fn publish_article(
        &self,
        account: &Account,
        id: ArticleId,
        public: bool,
    ) -> Result<(), Error> {
        require(account, Action::KeepArticles)?;
        let (store, origin) = (self.store().clone(), self.by(account));
        self.durable(async move {
            let mut tx = store.audited().await?;
            tx.article(id).await?.ok_or(Error::NotFound)?;
            let at = public.then_some(origin.at);
            if !tx.publish_article(id, at).await? {
                return Ok(());
            }
            let act = match public {
                true => Act::ArticlePublish,
                false => Act::ArticleWithdraw,
            };
            tx.audit(origin.entry(act, Object::new(ObjectKind::Article, id)));
            Ok(tx.commit().await?)
        })
        .await
    }
}

/// What of a text stands in the record: everything but the body, of which the length.
fn facts(text: &ArticleText) -> serde_json::Value {
    json!({
        "kind": text.kind,
        "title": text.title,
        "doc_number": text.doc_number,
        "dated": text.dated,
        "length": text.body.zh.len() + text.body.en.len(),
    })
}
