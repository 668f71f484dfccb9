//! `/api/docs`: the public API for people, made from the same file that programs read.

pub mod openapi;
mod page;

pub use page::ApiDocsPage;

use crate::error::AppError;
use leptos::prelude::*;
use locales::Lang;
use serde::{Deserialize, Serialize};

/// The API in one language.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ApiDocs {
    /// What holds for all of it.
    pub intro: String,
    /// Every operation, by address.
    pub operations: Vec<Operation>,
}

/// One method of one address.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// `GET`, `POST`.
    pub method: String,
    /// The address with its places in braces.
    pub path: String,
    /// What it does.
    pub summary: String,
    /// Whether the request carries a token.
    pub token: bool,
    /// What is sent in the address and in headers.
    pub params: Vec<Param>,
    /// What is sent as JSON.
    pub body: Option<Json>,
    /// The same request at the command line.
    pub curl: String,
    /// What may be answered.
    pub answers: Vec<Reply>,
}

/// A value in the address or in a header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Param {
    /// Name.
    pub name: String,
    /// `path`, `query` or `header`.
    pub place: String,
    /// Whether it must be there.
    pub required: bool,
    /// What it means.
    pub meaning: String,
    /// An example; empty when the curl line leaves it out.
    pub example: String,
}

/// A JSON object.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Json {
    /// Its fields, those that must be there first.
    pub fields: Vec<Field>,
    /// An example; empty when there is none.
    pub example: String,
}

/// A field of a JSON object.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// Name.
    pub name: String,
    /// Its type as JSON Schema names it, or its only values.
    pub kind: String,
    /// Whether it is always there.
    pub required: bool,
    /// What it means.
    pub meaning: String,
}

/// One of the possible answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reply {
    /// The status code.
    pub status: String,
    /// When it comes.
    pub meaning: String,
    /// What it carries.
    pub json: Option<Json>,
}

/// The documentation of the API in `lang`, with this portal's own address in its examples. Open to
/// everybody.
#[server(name = GetApiDocs, endpoint = "api/docs", output = crate::wire::Answer)]
pub async fn api_docs(
    /// Tag of the language.
    lang: String,
) -> Result<ApiDocs, AppError> {
    const TEXT: &str = include_str!("../../../public/api/openapi.json");
    let lang = match lang == Lang::En.tag() {
        true => Lang::En,
        false => Lang::Zh,
    };
    Ok(openapi::read(TEXT, lang, &crate::ssr::origin()))
}
