//! How traces get to the collector: by the HTTP client of the house, on the thread that exports.

use crate::http_client::{Limits, ask};
use anyhow::Context;
use async_trait::async_trait;
use opentelemetry_http::{Bytes, HttpClient, HttpError, Request, Response};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// A post may take this long.
pub const PATIENCE: Duration = Duration::from_secs(3);
/// The most that an answer may hold, bytes.
const ANSWER_MAX: usize = 64 << 10;

/// A client with a small runtime of its own: the exporting thread stands outside of the portal's,
/// and its waiting is nobody else's.
#[derive(Debug)]
pub struct Post {
    runtime: Runtime,
    /// Whether the last post failed: the log says it once, and once that it is over.
    is_down: AtomicBool,
}

impl Post {
    /// A client.
    ///
    /// # Errors
    /// When the system gives no runtime.
    pub fn new() -> anyhow::Result<Self> {
        let runtime = Builder::new_current_thread().enable_all().build();
        Ok(Self {
            runtime: runtime.context("the runtime of the traces")?,
            is_down: AtomicBool::new(false),
        })
    }

    fn note(&self, failure: Option<String>) {
        let was_down = self.is_down.swap(failure.is_some(), Ordering::Relaxed);
        match failure {
            Some(reason) if !was_down => {
                tracing::warn!(reason, "the collector takes no traces; they are dropped");
            }
            None if was_down => tracing::info!("the collector takes traces again"),
            _ => {}
        }
    }
}

#[async_trait]
impl HttpClient for Post {
    async fn send_bytes(&self, request: Request<Bytes>) -> Result<Response<Bytes>, HttpError> {
        let limits = Limits {
            body_max: ANSWER_MAX,
            patience: PATIENCE,
        };
        let answer = self.runtime.block_on(ask(request, limits));
        self.note(match &answer {
            Ok(answer) if answer.status < 300 => None,
            Ok(answer) => Some(format!("status {}", answer.status)),
            Err(error) => Some(format!("{error:#}")),
        });
        let answer = answer?;
        let response = Response::builder().status(answer.status);
        Ok(response.body(Bytes::from(answer.body))?)
    }
}
