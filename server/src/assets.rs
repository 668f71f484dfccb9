//! Files of the built site. The folder of the scripts carries the build in its name, so its files
//! never change and browsers may keep them for ever.

use crate::router::AppState;
use axum::Router;
use http::{HeaderValue, header};
use leptos::config::LeptosOptions;
use std::path::Path;
use tower::ServiceBuilder;
use tower_http::services::{ServeDir, ServeFile};
use tower_http::set_header::SetResponseHeaderLayer;

/// Small files in the root of the site.
const ROOT_FILES: [&str; 3] = ["favicon.svg", "robots.txt", "api/openapi.json"];

/// Scripts, styles and small files.
pub fn router(options: &LeptosOptions) -> Router<AppState> {
    let root = Path::new(&*options.site_root);
    let pkg = &*options.site_pkg_dir;
    let versioned = pkg != "pkg";
    let keep = if versioned {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
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
        router = router.route_service(&format!("/{name}"), ServeFile::new(root.join(name)));
    }
    router
}
