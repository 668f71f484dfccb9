//! A router that keeps a list of what it answers, so that no address escapes the permission walk
//! (reliability.md S-18). [`Router`], [`get`] and [`post`] stand in for those of axum: `cargo xtask
//! tidy` lets no other file of this process name a route.

#[cfg(test)]
mod tests;

use crate::router::AppState;
use axum::extract::Request;
use axum::handler::Handler;
use axum::response::IntoResponse;
use axum::routing::{self, MethodRouter};
use http::Method;
use std::convert::Infallible;
use tower::Service;

/// An address that is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// Of reading addresses `GET`, which is `HEAD` as well.
    pub method: Method,
    /// With the places of its parameters: `/lots/{code}`.
    pub path: String,
}

impl Listed {
    /// An address.
    pub fn new(method: Method, path: impl Into<String>) -> Self {
        let path = path.into();
        Self { method, path }
    }
}

/// What an address answers, by method.
pub struct Methods {
    answers: MethodRouter<AppState>,
    known: Vec<Method>,
}

/// Answers reading.
pub fn get<H, T>(handler: H) -> Methods
where
    H: Handler<T, AppState>,
    T: 'static,
{
    Methods {
        answers: routing::get(handler),
        known: vec![Method::GET],
    }
}

/// Answers what is sent.
pub fn post<H, T>(handler: H) -> Methods
where
    H: Handler<T, AppState>,
    T: 'static,
{
    Methods {
        answers: routing::post(handler),
        known: vec![Method::POST],
    }
}

impl Methods {
    /// Answers what is sent as well.
    pub fn post<H, T>(mut self, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.answers = self.answers.post(handler);
        self.known.push(Method::POST);
        self
    }
}

/// A router with the list of its addresses.
#[derive(Default)]
pub struct Router {
    router: axum::Router<AppState>,
    listed: Vec<Listed>,
}

impl Router {
    /// Without addresses.
    pub fn new() -> Self {
        Self::default()
    }

    /// A router that somebody else has made, who says what it answers.
    pub fn adopt(router: axum::Router<AppState>, listed: Vec<Listed>) -> Self {
        Self { router, listed }
    }

    /// Answers at `path`.
    pub fn route(mut self, path: &str, methods: Methods) -> Self {
        let known = methods.known.into_iter();
        self.listed
            .extend(known.map(|method| Listed::new(method, path)));
        self.router = self.router.route(path, methods.answers);
        self
    }

    /// Serves one file at `path`.
    pub fn route_service<S>(mut self, path: &str, service: S) -> Self
    where
        S: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
        S::Response: IntoResponse,
        S::Future: Send + 'static,
    {
        self.listed.push(Listed::new(Method::GET, path));
        self.router = self.router.route_service(path, service);
        self
    }

    /// Serves the files of a folder below `path`.
    pub fn nest_service<S>(mut self, path: &str, service: S) -> Self
    where
        S: Service<Request, Error = Infallible> + Clone + Send + Sync + 'static,
        S::Response: IntoResponse,
        S::Future: Send + 'static,
    {
        let below = format!("{path}/{{*file}}");
        self.listed.push(Listed::new(Method::GET, below));
        self.router = self.router.nest_service(path, service);
        self
    }

    /// Answers below `path` what `inner` answers.
    pub fn nest(mut self, path: &str, inner: Self) -> Self {
        let below = inner
            .listed
            .into_iter()
            .map(|one| Listed::new(one.method, format!("{path}{}", one.path)));
        self.listed.extend(below);
        self.router = self.router.nest(path, inner.router);
        self
    }

    /// Answers what `other` answers as well.
    pub fn merge(mut self, other: Self) -> Self {
        self.listed.extend(other.listed);
        self.router = self.router.merge(other.router);
        self
    }

    /// Answers everything else.
    pub fn fallback<H, T>(mut self, handler: H) -> Self
    where
        H: Handler<T, AppState>,
        T: 'static,
    {
        self.router = self.router.fallback(handler);
        self
    }

    /// The router of axum, and what it answers.
    pub fn into_parts(self) -> (axum::Router<AppState>, Vec<Listed>) {
        (self.router, self.listed)
    }
}
