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
    let texts = (0..).map_while(|number: usize| {
        let file = folder.join(number.to_string());
        std::fs::read_to_string(file).ok()
    });
    let app = router(texts)?;
    let listener = TcpListener::bind(std::env::var("BENCH_LISTEN")?).await?;
    let listener = listener.tap_io(|stream| {
        let _ = stream.set_nodelay(true);
    });
    Ok(axum::serve(listener, app).await?)
}

/// The pages under their numbers.
fn router(texts: impl Iterator<Item = String>) -> anyhow::Result<Router> {
    // A server of ours does so where it asks leptos for its routes. Once it is done, it is done.
    let _ = any_spawner::Executor::init_tokio();
    let mut app = Router::new();
    for (number, text) in texts.enumerate() {
        // Constants are for ever.
        let page: &'static [Node] = Vec::leak(parse(&text).context("a page of ours")?);
        let render = leptos_axum::render_app_to_stream(move || views(page));
        app = app.route(&format!("/{number}"), get(render));
    }
    Ok(app)
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::client::Client;

    #[tokio::test]
    async fn a_page_is_rendered_again_and_again_on_one_connection() {
        let page = "<!DOCTYPE html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">\
            <title>示例</title><script>a(1 < 2)</script></head><body class=\"x\"><main id=\"m\">\
            <p>三&amp;四</p><input type=\"text\" disabled><svg viewBox=\"0 0 1 1\">\
            <path d=\"M0 0\"></path></svg></main></body></html>";
        let deep = format!("<p>{}底{}</p>", "<b>".repeat(60), "</b>".repeat(60));
        let app = router([page.to_owned(), deep].into_iter()).unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        tokio::spawn(async move { axum::serve(listener, app).await });
        let mut client = Client::connect(address).await.unwrap();
        for (path, part) in [("/0", "三&amp;四"), ("/1", "底"), ("/0", "</svg>")] {
            let (status, bytes) = client.get(path).await.unwrap();
            let text = String::from_utf8_lossy(&bytes);
            assert!(status == 200 && text.contains(part), "{status} {text}");
        }
    }
}
