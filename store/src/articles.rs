//! Articles of the centre.

use crate::Tx;
use crate::doc::At;
use crate::error::Result;
use crate::sql::Sql;
use domain::articles::{Article, ArticleKind, ArticleText};
use domain::ids::ArticleId;
use domain::sessions::Bilingual;
use domain::time::{Date, Timestamp};

const SELECT: &str = "SELECT id, kind, title_zh, title_en, doc_number, dated, body_zh, body_en, \
     season_year, revision, changed_at, published_at FROM articles";

#[derive(sqlx_macros::FromRow)]
struct ArticleRow {
    id: i64,
    kind: String,
    title_zh: String,
    title_en: String,
    doc_number: String,
    dated: String,
    body_zh: String,
    body_en: String,
    season_year: Option<i64>,
    revision: i64,
    changed_at: i64,
    published_at: Option<i64>,
}

impl Tx {
    /// Stores a new draft.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn insert_article(&mut self, text: &ArticleText, at: Timestamp) -> Result<ArticleId> {
        let sql = Sql::new(
            "INSERT INTO articles (kind, title_zh, title_en, doc_number, dated, body_zh, body_en, \
             season_year, revision, changed_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9) \
             RETURNING id",
        );
        let (id,): (i64,) = self.one(of_text(sql, text).bind(at)).await?;
        Ok(ArticleId(id))
    }

    /// Stores another text of an article that stands at `revision`; false when somebody else has
    /// changed it meanwhile.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn update_article(
        &mut self,
        id: ArticleId,
        revision: u32,
        text: &ArticleText,
        at: Timestamp,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE articles SET kind = $1, title_zh = $2, title_en = $3, doc_number = $4, \
             dated = $5, body_zh = $6, body_en = $7, season_year = $8, changed_at = $9, \
             revision = revision + 1 WHERE id = $10 AND revision = $11",
        );
        let sql = of_text(sql, text).bind(at).bind(id).bind(revision);
        Ok(self.execute(sql).await? == 1)
    }

    /// Makes an article public from `at` on, or a draft again; false when it stands so already.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn publish_article(
        &mut self,
        id: ArticleId,
        published_at: Option<Timestamp>,
    ) -> Result<bool> {
        let sql = Sql::new(
            "UPDATE articles SET published_at = $1, revision = revision + 1 \
             WHERE id = $2 AND (published_at IS NULL) = $3",
        );
        let sql = sql.bind(published_at).bind(id).bind(published_at.is_some());
        Ok(self.execute(sql).await? == 1)
    }

    /// An article, draft or not.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn article(&mut self, id: ArticleId) -> Result<Option<Article>> {
        let mut sql = Sql::new(SELECT);
        sql.push(" WHERE id = ").push_arg(id);
        let row: Option<ArticleRow> = self.optional(sql).await?;
        row.map(ArticleRow::read).transpose()
    }

    /// Public articles, of one kind or of all, the latest day first; going on behind `after`.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn articles(
        &mut self,
        kind: Option<ArticleKind>,
        after: Option<ArticleId>,
        limit: u32,
    ) -> Result<Vec<Article>> {
        let mut sql = Sql::new(SELECT);
        sql.push(" WHERE published_at IS NOT NULL");
        if let Some(kind) = kind {
            sql.push(" AND kind = ").push_arg(kind.code());
        }
        if let Some(after) = after {
            sql.push(" AND (dated, id) < (SELECT dated, id FROM articles WHERE id = ");
            sql.push_arg(after).push(")");
        }
        sql.push(" ORDER BY dated DESC, id DESC LIMIT ")
            .push_arg(limit);
        let rows: Vec<ArticleRow> = self.all(sql).await?;
        rows.into_iter().map(ArticleRow::read).collect()
    }

    /// Public articles of help for the seasons of `year` and for every season, the latest day first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn help_articles(&mut self, year: Option<i32>, limit: u32) -> Result<Vec<Article>> {
        let mut sql = Sql::new(SELECT);
        sql.push(" WHERE published_at IS NOT NULL AND kind = ")
            .push_arg(ArticleKind::Help.code());
        sql.push(" AND (season_year IS NULL OR season_year = ")
            .push_arg(year.map(i64::from))
            .push(") ORDER BY dated DESC, id DESC LIMIT ")
            .push_arg(limit);
        let rows: Vec<ArticleRow> = self.all(sql).await?;
        rows.into_iter().map(ArticleRow::read).collect()
    }

    /// Every article, drafts among them, the latest change first.
    ///
    /// # Errors
    /// [`StoreError`](crate::StoreError), as every call.
    pub async fn all_articles(&mut self, limit: u32) -> Result<Vec<Article>> {
        let mut sql = Sql::new(SELECT);
        sql.push(" ORDER BY changed_at DESC, id DESC LIMIT ")
            .push_arg(limit);
        let rows: Vec<ArticleRow> = self.all(sql).await?;
        rows.into_iter().map(ArticleRow::read).collect()
    }
}

fn of_text(sql: Sql, text: &ArticleText) -> Sql {
    sql.bind(text.kind.code())
        .bind(text.title.zh.as_str())
        .bind(text.title.en.as_str())
        .bind(text.doc_number.as_str())
        .bind(text.dated.to_string())
        .bind(text.body.zh.as_str())
        .bind(text.body.en.as_str())
        .bind(text.year.map(i64::from))
}

impl ArticleRow {
    fn read(self) -> Result<Article> {
        let at = |column| At::new("articles", column, &self.id);
        Ok(Article {
            id: ArticleId(self.id),
            revision: at("revision").int(self.revision)?,
            changed_at: Timestamp(self.changed_at),
            published_at: self.published_at.map(Timestamp),
            text: ArticleText {
                kind: at("kind").some(ArticleKind::from_code(&self.kind))?,
                dated: at("dated").some(Date::parse_iso(&self.dated))?,
                title: Bilingual {
                    zh: self.title_zh,
                    en: self.title_en,
                },
                doc_number: self.doc_number,
                year: self
                    .season_year
                    .map(|year| at("season_year").int(year))
                    .transpose()?,
                body: Bilingual {
                    zh: self.body_zh,
                    en: self.body_en,
                },
            },
        })
    }
}
