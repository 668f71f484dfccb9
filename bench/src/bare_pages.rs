//! The limit of the pages: a bare axum server whose only work is to have Leptos render the elements,
//! attributes and texts of a page of ours. They are constants: nothing is fetched, decided,
//! translated or compressed. Every element is a view of its own, as in a page that is put together
//! from data.

use crate::markup::{Node, parse};
use anyhow::Context;
use axum::Router;
use axum::routing::get;
use axum::serve::ListenerExt;
use leptos::prelude::*;
use leptos::tachys::html::element::custom;
use std::path::PathBuf;
use tokio::net::TcpListener;

/// Serves the pages in the folder `BENCH_PAGES`, named by numbers, on the address of `BENCH_LISTEN`
/// until the process is ended.
///
/// # Errors
/// When it cannot listen, or a page cannot be read.
pub async fn serve() -> anyhow::Result<()> {
    let folder = PathBuf::from(std::env::var("BENCH_PAGES")?);
    let mut app = Router::new();
    for number in 0.. {
        let Ok(text) = std::fs::read_to_string(folder.join(number.to_string())) else {
            break;
        };
        // Constants are for ever.
        let page: &'static [Node] = Vec::leak(parse(&text).context("a page of ours")?);
        let render = leptos_axum::render_app_to_stream(move || views(page));
        app = app.route(&format!("/{number}"), get(render));
    }
    let listener = TcpListener::bind(std::env::var("BENCH_LISTEN")?).await?;
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, app).await?)
}

fn views(nodes: &'static [Node]) -> Vec<AnyView> {
    nodes.iter().map(view).collect()
}

/// One arm for every number of attributes, because an element has its attributes in its type.
macro_rules! with_attributes {
    ($element:expr, $attributes:expr; $([$($name:ident)*])+) => {
        match $attributes {
            $([$($name),*] => $element$(.attr($name.0.as_str(), $name.1.as_str()))*.into_any(),)+
            _ => $element.into_any(),
        }
    };
}

fn view(node: &'static Node) -> AnyView {
    let Node::Element {
        tag,
        attributes,
        children,
    } = node
    else {
        let Node::Text(text) = node else {
            return ().into_any();
        };
        return text.as_str().into_any();
    };
    let element = custom(tag.as_str()).child(views(children));
    with_attributes!(element, attributes.as_slice();
        [] [a] [a b] [a b c] [a b c d] [a b c d e] [a b c d e f] [a b c d e f g]
        [a b c d e f g h] [a b c d e f g h i] [a b c d e f g h i j] [a b c d e f g h i j k]
        [a b c d e f g h i j k l]
    )
}
