//! Traces for a collector of OpenTelemetry, where one is named (issue 4 §5).
//!
//! Off unless `--traces-endpoint` names a collector; then a request costs what it did before. What
//! is traced ends in a queue of a fixed length, and a thread of its own posts it: a collector that
//! is slow or gone costs traces and never a request. Only attributes of a list leave the house, so
//! no account, amount, token or address of a person can, whoever adds a span later.

mod known;
mod post;
#[cfg(test)]
mod tests;

use anyhow::{Context, bail};
use axum::extract::{MatchedPath, Request};
use clap::Args;
use http::{Method, StatusCode, Uri};
use known::Known;
use opentelemetry::KeyValue;
use opentelemetry::trace::TracerProvider;
use opentelemetry_otlp::{Protocol, RetryPolicy, SpanExporter, WithExportConfig, WithHttpConfig};
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::trace::{
    BatchConfigBuilder, BatchSpanProcessor, Sampler, SdkTracerProvider,
};
use post::Post;
use service::TRACED;
use std::time::Duration;
use tracing::level_filters::LevelFilter;
use tracing::{Span, debug_span, field};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::registry::LookupSpan;

/// Spans that may wait for the collector; one more is dropped.
const QUEUE_MAX: usize = 2_048;
/// Spans in one post.
const POST_MAX: usize = 512;
/// The oldest span waits no longer before it is posted.
const POST_EVERY: Duration = Duration::from_secs(5);
/// What is left at the end of the process has so long.
const END_MAX: Duration = Duration::from_secs(3);

/// Where traces go.
#[derive(Args, Clone, Debug)]
pub struct Options {
    /// Collector of OpenTelemetry that is told how long requests and bids took, and where: OTLP as
    /// protobuf over plain HTTP, such as http://127.0.0.1:4318/v1/traces. Off when absent.
    #[arg(
        long,
        env = "LUOCHUI_TRACES_ENDPOINT",
        value_name = "URL",
        value_parser = parse_endpoint
    )]
    traces_endpoint: Option<Uri>,
    /// Of a hundred requests so many are traced.
    #[arg(
        long,
        env = "LUOCHUI_TRACES_PERCENT",
        value_name = "PERCENT",
        default_value_t = 100,
        value_parser = clap::value_parser!(u8).range(0..=100)
    )]
    traces_percent: u8,
}

/// The address of a collector.
///
/// # Errors
/// When it is none, or not one of plain HTTP: TLS to another house is the affair of a collector on
/// this machine.
fn parse_endpoint(text: &str) -> anyhow::Result<Uri> {
    let uri: Uri = text.parse().context("not an address")?;
    if uri.scheme_str() != Some("http") || uri.host().is_none_or(str::is_empty) {
        bail!("an address of plain HTTP is wanted, such as http://127.0.0.1:4318/v1/traces");
    }
    if uri
        .authority()
        .is_some_and(|host| host.as_str().contains('@'))
    {
        bail!("no password belongs into an address: headers come from OTEL_EXPORTER_OTLP_HEADERS");
    }
    Ok(uri)
}

/// The way to a collector.
pub struct Traces(SdkTracerProvider);

impl Traces {
    /// Starts the thread that posts; nothing when no collector is named. `node` is the name of this
    /// process among several.
    ///
    /// # Errors
    /// When the system gives no thread, or the headers in the environment cannot be sent.
    pub fn begin(options: &Options, node: &str) -> anyhow::Result<Option<Self>> {
        let Some(endpoint) = &options.traces_endpoint else {
            return Ok(None);
        };
        let exporter = SpanExporter::builder()
            .with_http()
            .with_protocol(Protocol::HttpBinary)
            .with_endpoint(endpoint.to_string())
            .with_timeout(post::PATIENCE)
            .with_http_client(Post::new()?)
            // Whoever is down is asked again with the next batch.
            .with_retry_policy(RetryPolicy::disabled())
            .build()?;
        let queue = BatchConfigBuilder::default()
            .with_max_queue_size(QUEUE_MAX)
            .with_max_export_batch_size(POST_MAX)
            .with_scheduled_delay(POST_EVERY)
            .build();
        let queue = BatchSpanProcessor::builder(exporter)
            .with_batch_config(queue)
            .build();
        let share = f64::from(options.traces_percent) / 100.0;
        let provider = SdkTracerProvider::builder()
            .with_span_processor(Known(queue))
            .with_sampler(Sampler::ParentBased(Box::new(Sampler::TraceIdRatioBased(
                share,
            ))))
            .with_resource(resource(node))
            .build();
        Ok(Some(Self(provider)))
    }

    /// What hands the spans of a subscriber over; it sees no event of the log.
    pub fn layer<S>(&self) -> impl Layer<S> + use<S>
    where
        S: tracing::Subscriber + for<'span> LookupSpan<'span>,
    {
        tracing_opentelemetry::layer()
            .with_tracer(self.0.tracer("luochui"))
            .with_location(false)
            .with_threads(false)
            .with_target(false)
            .with_tracked_inactivity(false)
            .with_filter(Targets::new().with_target(TRACED, LevelFilter::DEBUG))
    }

    /// Posts what is left, and waits no longer than three seconds for it.
    pub fn end(self) {
        if let Err(error) = self.0.shutdown_with_timeout(END_MAX) {
            tracing::warn!(%error, "the last traces were not posted");
        }
    }
}

/// Who speaks.
fn resource(node: &str) -> Resource {
    Resource::builder_empty()
        .with_service_name("luochui")
        .with_attributes([
            KeyValue::new("service.version", env!("CARGO_PKG_VERSION")),
            KeyValue::new("service.instance.id", node.to_owned()),
        ])
        .build()
}

/// The span of a request with this number. It has the pattern of the address and never the address:
/// links of feeds and invitations are secrets.
pub fn of_request(request: &Request, id: &str) -> Span {
    // What stands in the macro is worked out only where somebody listens.
    debug_span!(
        target: TRACED,
        parent: None,
        "request",
        otel.name = name_of(request),
        otel.kind = "server",
        otel.status_code = field::Empty,
        http.request.method = method_of(request.method()),
        http.route = route_of(request),
        http.response.status_code = field::Empty,
        request.id = id,
    )
}

fn name_of(request: &Request) -> String {
    let method = method_of(request.method());
    match route_of(request) {
        Some(route) => format!("{method} {route}"),
        None => method.to_owned(),
    }
}

fn route_of(request: &Request) -> Option<&str> {
    let matched = request.extensions().get::<MatchedPath>();
    matched.map(MatchedPath::as_str)
}

/// Notes how a request was answered.
pub fn answered(span: &Span, status: StatusCode) {
    span.record("http.response.status_code", i64::from(status.as_u16()));
    if status.is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
}

/// The name of a method; a client may invent any number of others.
fn method_of(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "_OTHER",
    }
}
