//! What may leave the house: attributes of a list, and no event.

use opentelemetry::Context;
use opentelemetry_sdk::Resource;
use opentelemetry_sdk::error::OTelSdkResult;
use opentelemetry_sdk::trace::{Span, SpanData, SpanEvents, SpanProcessor};
use std::time::Duration;

/// The attributes that leave. None is about a person, and none is a secret.
pub const ATTRIBUTES: [&str; 6] = [
    "http.request.method",
    "http.route",
    "http.response.status_code",
    "request.id",
    "lot",
    "outcome",
];

/// Takes away what is not on the list, and hands the rest on.
#[derive(Debug)]
pub struct Known<P>(pub P);

impl<P: SpanProcessor> SpanProcessor for Known<P> {
    fn on_start(&self, span: &mut Span, context: &Context) {
        self.0.on_start(span, context);
    }

    fn on_end(&self, mut span: SpanData) {
        span.attributes
            .retain(|attribute| ATTRIBUTES.contains(&attribute.key.as_str()));
        span.events = SpanEvents::default();
        self.0.on_end(span);
    }

    fn force_flush(&self) -> OTelSdkResult {
        self.0.force_flush()
    }

    fn shutdown_with_timeout(&self, timeout: Duration) -> OTelSdkResult {
        self.0.shutdown_with_timeout(timeout)
    }

    fn set_resource(&mut self, resource: &Resource) {
        self.0.set_resource(resource);
    }
}
