//! Files of the built site. The folder of the scripts carries the build in its name, so its files
//! never change and browsers may keep them for ever.
//!
//! They are read from a folder; a program that was built with the feature `embed`, as packages are,
//! has them in itself and needs none.

#[cfg(feature = "embed")]
mod embedded;

use crate::routes::Router;
use http::{HeaderValue, header};
use leptos::config::LeptosOptions;
use std::path::Path;
use tower::ServiceBuilder;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

/// Whether the site lies in the program.
pub const EMBEDDED: bool = cfg!(feature = "embed");
/// The folder of the scripts in it, as the build was told.
pub const EMBEDDED_PKG: &str = match option_env!("LEPTOS_SITE_PKG_DIR") {
    Some(pkg) => pkg,
    None => "pkg",
};
/// For files that never change under their name.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// Small files in the root of the site.
const ROOT_FILES: [&str; 3] = ["favicon.svg", "push.js", "api/openapi.json"];

/// Scripts, styles and small files; those in the program when no folder is named.
pub fn router(options: &LeptosOptions) -> Router {
    #[cfg(feature = "embed")]
    if options.site_root.is_empty() {
        return embedded::router(&options.site_pkg_dir);
    }
    let root = Path::new(&*options.site_root);
    let pkg = &*options.site_pkg_dir;
    let keep = kept(pkg);
    let scripts = ServiceBuilder::new()
        .layer(SetResponseHeaderLayer::overriding(
            header::CACHE_CONTROL,
            HeaderValue::from_static(keep),
        ))
        .layer(SetResponseHeaderLayer::overriding(
            header::VARY,
            HeaderValue::from_static("accept-encoding"),
        ))
        .service(
            ServeDir::new(root.join(pkg))
                .precompressed_br()
                .precompressed_gzip(),
        );
    let mut router = Router::new().nest_service(&format!("/{pkg}"), scripts);
    for name in ROOT_FILES {
        let file = ServiceBuilder::new()
            .layer(SetResponseHeaderLayer::overriding(
                header::CACHE_CONTROL,
                HeaderValue::from_static("public, max-age=3600"),
            ))
            .service(ServeFile::new(root.join(name)));
        router = router.route_service(&format!("/{name}"), file);
    }
    router
}

/// How long browsers may keep the files of this folder of scripts.
fn kept(pkg: &str) -> &'static str {
    // Without the build in its name its files change.
    if pkg == "pkg" { "no-cache" } else { FOR_EVER }
}
