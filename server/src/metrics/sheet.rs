//! One line after the other in the form of OpenMetrics.

use super::MICROS;
use domain::latency::Histogram;
use prometheus_client::encoding::{DescriptorEncoder, EncodeCounterValue, MetricEncoder};
use prometheus_client::metrics::MetricType;
use std::fmt::Error;

/// Bounds of the buckets of every histogram, seconds: around what is promised for a bid
/// (reliability.md I-34) on both sides.
const BOUNDS: [f64; 14] = [
    0.000_5, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
];

/// A figure without labels.
type Plain = [(&'static str, &'static str); 0];

/// Where figures are written.
pub(super) struct Sheet<'e>(DescriptorEncoder<'e>);

impl<'e> Sheet<'e> {
    pub(super) const fn new(encoder: DescriptorEncoder<'e>) -> Self {
        Self(encoder)
    }

    /// A figure that goes up and down.
    pub(super) fn gauge(&mut self, name: &str, help: &str, value: f64) -> Result<(), Error> {
        self.begin(name, help, MetricType::Gauge)?
            .encode_gauge(&value)
    }

    /// The same for each value of a label.
    pub(super) fn gauges<'l>(
        &mut self,
        name: &str,
        help: &str,
        label: &str,
        values: impl IntoIterator<Item = (&'l str, f64)>,
    ) -> Result<(), Error> {
        let mut metric = self.begin(name, help, MetricType::Gauge)?;
        for (of, value) in values {
            metric.encode_family(&[(label, of)])?.encode_gauge(&value)?;
        }
        Ok(())
    }

    /// A figure that only goes up. The form adds `_total` to its name.
    pub(super) fn counter(
        &mut self,
        name: &str,
        help: &str,
        value: impl EncodeCounterValue,
    ) -> Result<(), Error> {
        let mut metric = self.begin(name, help, MetricType::Counter)?;
        metric.encode_counter::<Plain, _, u64>(&value, None)
    }

    /// The same for each value of a label.
    pub(super) fn counters<'l>(
        &mut self,
        name: &str,
        help: &str,
        label: &str,
        values: impl IntoIterator<Item = (&'l str, u64)>,
    ) -> Result<(), Error> {
        let mut metric = self.begin(name, help, MetricType::Counter)?;
        for (of, value) in values {
            let labels = [(label, of)];
            let mut metric = metric.encode_family(&labels)?;
            metric.encode_counter::<Plain, u64, u64>(&value, None)?;
        }
        Ok(())
    }

    /// Spans, in buckets. Their sum is at most an eighth too high.
    pub(super) fn histogram(
        &mut self,
        name: &str,
        help: &str,
        spans: &Histogram,
    ) -> Result<(), Error> {
        let (sum, buckets) = in_buckets(spans);
        let mut metric = self.begin(name, help, MetricType::Histogram)?;
        metric.encode_histogram::<Plain>(sum, spans.count(), &buckets, None)
    }

    fn begin<'s>(
        &'s mut self,
        name: &'s str,
        help: &str,
        kind: MetricType,
    ) -> Result<MetricEncoder<'s>, Error> {
        self.0.encode_descriptor(name, help, None, kind)
    }
}

/// The sum in seconds, and each bound with the spans up to it that are above the bound before. A
/// span counts by the upper end of its own fine bucket, so no figure is better than the truth.
pub(super) fn in_buckets(spans: &Histogram) -> (f64, Vec<(f64, u64)>) {
    let mut buckets: Vec<(f64, u64)> = BOUNDS.iter().map(|bound| (*bound, 0)).collect();
    buckets.push((f64::INFINITY, 0));
    let mut sum = 0.0;
    for (upper, count) in spans.buckets() {
        let seconds = upper as f64 / MICROS;
        sum += seconds * count as f64;
        if let Some(bucket) = buckets.iter_mut().find(|(bound, _)| seconds <= *bound) {
            bucket.1 += count;
        }
    }
    (sum, buckets)
}
