//! The page of the API. Open to everybody; its code is loaded with the first visit.

use super::{ApiDocs, Field, Json, Operation, Param, Reply, api_docs};
use crate::lang::{href, use_lang};
use crate::ui::{Column, Loaded, PageHead, Table};
use leptos::prelude::*;
use locales::{Lang, api_docs as m};

/// Where the description for programs lies.
const MACHINE: &str = "/api/openapi.json";

/// Every operation of the API with examples.
#[component]
pub fn ApiDocsPage() -> impl IntoView {
    let lang = use_lang();
    let docs = crate::wire::blocking_data(|| (), move |()| api_docs(lang.tag().to_owned()));
    view! {
        <PageHead title=m::title(lang) description=m::description(lang) path="/api/docs" />
        <Loaded resource=docs let:docs>
            <Docs docs />
        </Loaded>
    }
}

#[component]
fn Docs(docs: ApiDocs) -> impl IntoView {
    let lang = use_lang();
    let contents = docs
        .operations
        .iter()
        .map(|operation| {
            let to = format!("#{}", anchor(operation));
            view! {
                <li>
                    <a href=to>
                        <Address operation=operation.clone() />
                    </a>
                    <span class="api-summary">{operation.summary.clone()}</span>
                </li>
            }
        })
        .collect_view();
    let operations = docs
        .operations
        .into_iter()
        .map(|operation| view! { <OperationSection operation /> })
        .collect_view();
    view! {
        <div class="api-docs">
            <h1>{m::title(lang)}</h1>
            <p class="lead">{docs.intro}</p>
            <p>
                {m::token_how(lang)} " " <a href=href(lang, "/account")>{m::token_link(lang)}</a>
            </p>
            <p>
                {m::machine(lang)} " " <a href=MACHINE rel="external">
                    {MACHINE}
                </a>
            </p>
            <nav aria-label=m::contents(lang)>
                <ul class="api-contents">{contents}</ul>
            </nav>
            {operations}
        </div>
    }
}

/// The place of an operation on the page: `get-api-v1-lots-code`.
fn anchor(operation: &Operation) -> String {
    let words = operation
        .path
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    std::iter::once(operation.method.to_lowercase().as_str())
        .chain(words)
        .collect::<Vec<_>>()
        .join("-")
}

/// Method and address; the address may break behind its slashes.
#[component]
fn Address(operation: Operation) -> impl IntoView {
    let parts = operation
        .path
        .split_inclusive('/')
        .map(|part| view! { {part.to_owned()} <wbr /> })
        .collect_view();
    view! {
        <code class="api-address">
            <span class="api-method">{operation.method}</span>
            " "
            {parts}
        </code>
    }
}

#[component]
fn OperationSection(operation: Operation) -> impl IntoView {
    let lang = use_lang();
    let (id, title) = (anchor(&operation), operation.summary.clone());
    let token = match operation.token {
        true => m::token_needed(lang),
        false => m::token_none(lang),
    };
    let params = (!operation.params.is_empty()).then(|| {
        let params = operation.params.clone();
        view! {
            <h3>{m::params(lang)}</h3>
            <Params params about=title.clone() />
        }
    });
    let body = operation.body.clone().map(|json| {
        view! {
            <h3>{m::body(lang)}</h3>
            <JsonView json about=format!("{title} · {}", m::body(lang)) />
        }
    });
    view! {
        <section class="section api-operation" id=id.clone() aria-labelledby=format!("{id}-title")>
            <h2 class="section-title" id=format!("{id}-title")>
                {title.clone()}
            </h2>
            <p>
                <Address operation=operation.clone() />
            </p>
            <p>{token}</p>
            {params}
            {body}
            <h3>{m::curl(lang)}</h3>
            <Code text=operation.curl.clone() about=format!("{title} · {}", m::curl(lang)) />
            <h3>{m::answers(lang)}</h3>
            <Answers answers=operation.answers about=title />
        </section>
    }
}

#[component]
fn Params(params: Vec<Param>, about: String) -> impl IntoView {
    let lang = use_lang();
    let rows = params
        .into_iter()
        .map(|param| {
            view! {
                <tr>
                    <th scope="row">
                        <code>{param.name}</code>
                    </th>
                    <td>{place(lang, &param.place)}</td>
                    <td>{required(lang, param.required)}</td>
                    <td>{param.meaning}</td>
                </tr>
            }
        })
        .collect_view();
    let heads = [
        m::name(lang),
        m::place(lang),
        m::required(lang),
        m::meaning(lang),
    ];
    let caption = format!("{about} · {}", m::params(lang));
    view! {
        <Table caption columns=columns(heads) class="api-table">
            {rows}
        </Table>
    }
}

/// The heads of columns of words.
fn columns(heads: impl IntoIterator<Item = &'static str>) -> Vec<Column> {
    heads.into_iter().map(Column::text).collect()
}

/// Where a value stands in the request.
fn place(lang: Lang, place: &str) -> &'static str {
    match place {
        "path" => m::place_path(lang),
        "query" => m::place_query(lang),
        _ => m::place_header(lang),
    }
}

fn required(lang: Lang, required: bool) -> &'static str {
    if required {
        m::required_yes(lang)
    } else {
        m::required_no(lang)
    }
}

/// The fields of a JSON object and an example.
#[component]
fn JsonView(json: Json, about: String) -> impl IntoView {
    let lang = use_lang();
    let example = (!json.example.is_empty()).then(|| {
        let about = format!("{about} · {}", m::example(lang));
        view! { <Code text=json.example.clone() about /> }
    });
    let rows = json.fields.into_iter().map(field_row).collect_view();
    let heads = [
        m::name(lang),
        m::kind(lang),
        m::required(lang),
        m::meaning(lang),
    ];
    view! {
        <Table caption=about columns=columns(heads) class="api-table">
            {rows}
        </Table>
        {example}
    }
}

fn field_row(field: Field) -> impl IntoView {
    let lang = use_lang();
    view! {
        <tr>
            <th scope="row">
                <code>{field.name}</code>
            </th>
            <td>
                <code>{field.kind}</code>
            </td>
            <td>{required(lang, field.required)}</td>
            <td>{field.meaning}</td>
        </tr>
    }
}

/// Something to copy, in a box of its own.
#[component]
fn Code(text: String, about: String) -> impl IntoView {
    view! {
        <pre class="api-code" role="region" tabindex="0" aria-label=about>
            <code>{text}</code>
        </pre>
    }
}

/// Every status with its meaning; what a good answer carries is folded away below.
#[component]
fn Answers(answers: Vec<Reply>, about: String) -> impl IntoView {
    let lang = use_lang();
    let carried = answers
        .iter()
        .filter(|reply| reply.status.starts_with('2'))
        .filter_map(|reply| Some((reply.status.clone(), reply.json.clone()?)))
        .map(|(status, json)| {
            let about = format!("{about} · {status}");
            view! {
                <details class="api-fields">
                    <summary>{m::fields(lang, &status)}</summary>
                    <JsonView json about />
                </details>
            }
        })
        .collect_view();
    let rows = answers
        .into_iter()
        .map(|reply| {
            view! {
                <tr>
                    <th scope="row">{reply.status}</th>
                    <td>{reply.meaning}</td>
                </tr>
            }
        })
        .collect_view();
    let heads = [m::status(lang), m::meaning(lang)];
    let caption = format!("{about} · {}", m::answers(lang));
    view! {
        <Table caption columns=columns(heads) class="api-table">
            {rows}
        </Table>
        {carried}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_operation_has_a_place_of_its_own() {
        let operation = Operation {
            method: "POST".into(),
            path: "/api/v1/lots/{code}/bids/by-key/{key}/fence".into(),
            summary: String::new(),
            token: true,
            params: Vec::new(),
            body: None,
            curl: String::new(),
            answers: Vec::new(),
        };
        assert_eq!(
            anchor(&operation),
            "post-api-v1-lots-code-bids-by-key-key-fence"
        );
    }
}
