//! The form of an article, as it is posted: every field a text.

use crate::error::AppError;
use crate::typed_form::TypedForm;
use domain::articles::{Article, ArticleKind, ArticleText, BODY_MAX};
use domain::ids::ArticleId;
use domain::sessions::Bilingual;
use domain::text::{clean, fold_width};
use domain::time::Date;
use serde::{Deserialize, Serialize};

/// An article as it is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ArticleForm {
    /// Which; empty for a new one.
    pub id: String,
    /// The revision that was changed.
    pub revision: String,
    /// Code of the kind.
    pub kind: String,
    /// Title in Chinese.
    pub title_zh: String,
    /// Title in English; may be empty.
    pub title_en: String,
    /// Number of the document; may be empty.
    pub number: String,
    /// The day under it, `YYYY-MM-DD`.
    pub dated: String,
    /// The year whose seasons it is for; empty for every season.
    pub year: String,
    /// Body in Chinese.
    pub body_zh: String,
    /// Body in English; may be empty.
    pub body_en: String,
}

/// The article that is to be changed, and the revision that its editor has seen; nothing for a new one.
pub type Stands = Option<(ArticleId, u32)>;

impl TypedForm for ArticleForm {
    const KEPT_CHARS_MAX: usize = BODY_MAX + 20;

    fn fields(&mut self) -> Vec<(&'static str, &mut String)> {
        vec![
            ("id", &mut self.id),
            ("revision", &mut self.revision),
            ("kind", &mut self.kind),
            ("title_zh", &mut self.title_zh),
            ("title_en", &mut self.title_en),
            ("number", &mut self.number),
            ("dated", &mut self.dated),
            ("year", &mut self.year),
            ("body_zh", &mut self.body_zh),
            ("body_en", &mut self.body_en),
        ]
    }
}

/// What became of a plain form: the page is the answer, because a body is too long for an address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Posted {
    /// The form as it was filled in.
    pub form: ArticleForm,
    /// Why it was refused.
    pub error: AppError,
}

impl ArticleForm {
    /// The form of a plain request: its fields are called `form[…]`.
    pub fn of_pairs(pairs: Vec<(String, String)>) -> Self {
        let mut form = Self::default();
        let mut fields = form.fields();
        for (name, value) in pairs {
            let name = name
                .strip_prefix("form[")
                .and_then(|rest| rest.strip_suffix(']'));
            if let Some((_, field)) = fields.iter_mut().find(|(known, _)| Some(*known) == name) {
                **field = value;
            }
        }
        drop(fields);
        form
    }

    /// The form as it stands for an article, or for a new one.
    pub fn standing(article: Option<&Article>) -> Self {
        let Some(article) = article else {
            return Self::default();
        };
        let text = article.text.clone();
        Self {
            id: article.id.to_string(),
            revision: article.revision.to_string(),
            kind: text.kind.code().to_owned(),
            title_zh: text.title.zh,
            title_en: text.title.en,
            number: text.doc_number,
            dated: text.dated.to_string(),
            year: text.year.map(|year| year.to_string()).unwrap_or_default(),
            body_zh: text.body.zh,
            body_en: text.body.en,
        }
    }

    /// Reads what stands there already, and the text.
    ///
    /// # Errors
    /// The code of the first field that cannot be read.
    pub fn read(&self) -> Result<(Stands, ArticleText), &'static str> {
        let malformed = "REQUEST_MALFORMED";
        let stands = match self.id.as_str() {
            "" => None,
            id => {
                let id = id.parse().map_err(|_| malformed)?;
                Some((id, self.revision.parse().map_err(|_| malformed)?))
            }
        };
        // Browsers end lines with CRLF.
        let body = |text: &str| text.replace("\r\n", "\n").trim().to_owned();
        let text = ArticleText {
            kind: ArticleKind::from_code(&self.kind).ok_or("ARTICLE_KIND")?,
            title: Bilingual {
                zh: clean(&self.title_zh),
                en: clean(&self.title_en),
            },
            doc_number: clean(&self.number),
            dated: Date::parse_iso(self.dated.trim()).ok_or("ARTICLE_DATE")?,
            year: match fold_width(self.year.trim()).as_str() {
                "" => None,
                year => Some(year.parse().map_err(|_| "ARTICLE_YEAR")?),
            },
            body: Bilingual {
                zh: body(&self.body_zh),
                en: body(&self.body_en),
            },
        };
        Ok((stands, text))
    }
}

/// The id of the control that a refusal means; empty when it means none.
pub fn control(code: &str) -> &'static str {
    match code {
        "ARTICLE_KIND" => "article-kind",
        "ARTICLE_TITLE" => "article-title-zh",
        "ARTICLE_NUMBER" => "article-number",
        "ARTICLE_DATE" => "article-dated",
        "ARTICLE_YEAR" => "article-year",
        "ARTICLE_BODY" => "article-body-zh",
        _ => "",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_form_is_read() {
        let pair = |name: &str, value: &str| (name.to_owned(), value.to_owned());
        let pairs = vec![
            pair("back", "/"),
            pair("form[kind]", "HELP"),
            pair("kind", "X"),
        ];
        let form = ArticleForm::of_pairs(pairs);
        assert_eq!(form.kind, "HELP");
    }

    #[test]
    fn what_stands_there_is_read_back() {
        let typed = ArticleForm {
            kind: "POLICY".into(),
            title_zh: " 关于示例的通知 ".into(),
            dated: "2026-11-20".into(),
            year: "２０２６".into(),
            body_zh: "甲\r\n乙".into(),
            ..ArticleForm::default()
        };
        let (stands, text) = typed.read().unwrap();
        assert_eq!(stands, None);
        assert_eq!(text.title.zh, "关于示例的通知");
        assert_eq!(text.body.zh, "甲\n乙");
        let article = Article {
            id: ArticleId(7),
            text: text.clone(),
            revision: 3,
            changed_at: domain::time::Timestamp(0),
            published_at: None,
        };
        let again = ArticleForm::standing(Some(&article)).read().unwrap();
        assert_eq!(again, (Some((ArticleId(7), 3)), text));
        assert_eq!(again.1.year, Some(2026));
        let refused = |form: ArticleForm| form.read().unwrap_err();
        let no_day = ArticleForm {
            dated: "20.11.2026".into(),
            ..typed.clone()
        };
        assert_eq!(control(refused(no_day)), "article-dated");
        let no_year = ArticleForm {
            year: "every".into(),
            ..typed.clone()
        };
        assert_eq!(control(refused(no_year)), "article-year");
        let no_kind = ArticleForm {
            kind: String::new(),
            ..typed
        };
        assert_eq!(control(refused(no_kind)), "article-kind");
    }
}
