//! A bucket of a store that speaks S3. Kept for good means: the store has answered to the one request
//! that carries the whole file, its length and, under the signature, its SHA-256; a store keeps a request
//! that breaks off, or whose bytes are others, under no name.

use super::wire::Wire;
use super::{Name, get, put, remove};
use crate::Error;
use domain::time::Timestamp;
use futures::{StreamExt, TryStreamExt};
use hyper::Uri;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use object_store::{BackoffConfig, ObjectStore, RetryConfig};
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;

/// What the places of files stand behind in the bucket; nothing else in it is looked at.
const PREFIX: &str = "files";
/// Hexadecimal digits of a place, before and behind its slash.
const PLACE: (usize, usize) = (2, 30);
/// How often a request is tried again that did not reach the store or was not served.
const RETRIES: usize = 3;
/// Nothing is tried again after.
const RETRY_WITHIN: Duration = Duration::from_secs(6);

/// A bucket and the way to it.
#[derive(Clone)]
pub struct BucketOptions {
    /// Its name.
    pub bucket: String,
    /// The store: `https://HOST[:PORT]`; the one of the region at the maker of S3 when absent.
    pub endpoint: Option<String>,
    /// The region that requests are signed for.
    pub region: String,
    /// Who asks.
    pub key_id: String,
    /// What requests are signed with.
    pub secret: String,
    /// Whether the bucket stands in the path instead of before the host; where it is not said, it does
    /// at an `endpoint` and does not otherwise.
    pub path_style: Option<bool>,
}

#[derive(Clone)]
pub(super) struct Bucket {
    store: AmazonS3,
    said: Arc<str>,
}

impl std::fmt::Debug for Bucket {
    /// Without the key.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Bucket").field(&self.said).finish()
    }
}

impl Bucket {
    pub(super) fn new(options: &BucketOptions) -> Result<Self, String> {
        let name = &options.bucket;
        let fits = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-';
        if !(3..=63).contains(&name.len()) || !name.bytes().all(|byte| fits(byte) || byte == b'.') {
            return Err("the name of a bucket has 3 to 63 small letters, digits, - and .".into());
        }
        if options.region.is_empty() || !options.region.bytes().all(fits) {
            return Err("a region looks like eu-central-1".into());
        }
        if options.key_id.is_empty() || options.secret.is_empty() {
            return Err("a bucket needs the id of a key and the key".into());
        }
        let path_style = options.path_style.unwrap_or(options.endpoint.is_some());
        let of_region = || format!("https://s3.{}.amazonaws.com", options.region);
        let store = parse_endpoint(&options.endpoint.clone().unwrap_or_else(of_region))?;
        // Where the bucket stands before the host, the crate wants it there already.
        let endpoint = match path_style {
            true => format!("{}://{}", store.scheme, store.authority),
            false => format!("{}://{name}.{}", store.scheme, store.authority),
        };
        let wire = Wire::new(&endpoint)?;
        let built = AmazonS3Builder::new()
            .with_bucket_name(name)
            .with_region(&options.region)
            .with_endpoint(&endpoint)
            .with_virtual_hosted_style_request(!path_style)
            .with_access_key_id(&options.key_id)
            .with_secret_access_key(&options.secret)
            .with_allow_http(store.scheme == "http")
            // One request for one file: not every store knows the one for many.
            .with_disable_bulk_delete(true)
            .with_retry(RetryConfig {
                backoff: BackoffConfig {
                    init_backoff: Duration::from_millis(100),
                    max_backoff: Duration::from_secs(1),
                    base: 2.0,
                },
                max_retries: RETRIES,
                retry_timeout: RETRY_WITHIN,
            })
            .with_http_connector(wire)
            .build()
            .map_err(|error| error.to_string())?;
        let (scheme, authority) = (store.scheme, store.authority);
        Ok(Self {
            store: built,
            said: format!("the bucket {name} at {scheme}://{authority}").into(),
        })
    }

    pub(super) fn said(&self) -> &str {
        &self.said
    }

    pub(super) async fn put(&self, place: &str, bytes: Vec<u8>) -> Result<(), Error> {
        let done = put(&self.store, &at(place), bytes).await;
        done.map_err(|error| self.unreachable(&error))
    }

    pub(super) async fn get(&self, place: &str) -> Result<Option<Vec<u8>>, Error> {
        let found = get(&self.store, &at(place)).await;
        found.map_err(|error| self.unreachable(&error))
    }

    pub(super) async fn remove(&self, place: &str) -> Result<(), Error> {
        let done = remove(&self.store, &at(place)).await;
        done.map_err(|error| self.unreachable(&error))
    }

    /// By the store's clock; what does not look like a place is somebody else's.
    pub(super) async fn older_than(&self, before: Timestamp) -> Result<Vec<String>, Error> {
        let all = self.store.list(Some(&Name::from(PREFIX)));
        let old = all.try_filter_map(|found| async move {
            let is_old = found.last_modified.timestamp_millis() < before.millis();
            let place = found.location.as_ref().strip_prefix(PREFIX);
            let place = place.and_then(|rest| rest.strip_prefix('/'));
            Ok(place
                .filter(|place| is_old && is_place(place))
                .map(str::to_owned))
        });
        let old: object_store::Result<Vec<String>> = old.try_collect().await;
        old.map_err(|error| self.unreachable(&error))
    }

    /// Whether the bucket is there, and the key may look into it: it is asked for what is nowhere.
    pub(super) async fn ask(&self) -> Result<(), String> {
        let nowhere = Name::from(format!("{PREFIX}/none"));
        match self.store.list(Some(&nowhere)).next().await {
            Some(Err(error)) => Err(error.to_string()),
            Some(Ok(_)) | None => Ok(()),
        }
    }

    /// Whoever brings or wants a file is told to come again; the log says why.
    fn unreachable(&self, error: &object_store::Error) -> Error {
        tracing::error!(place = &*self.said, %error, "the store of files does not serve");
        Error::invalid("FILES_UNREACHABLE")
    }
}

fn at(place: &str) -> Name {
    Name::from(format!("{PREFIX}/{place}"))
}

/// Whether a name has the form of a place.
fn is_place(text: &str) -> bool {
    let is_hex = |text: &str| text.bytes().all(|byte| byte.is_ascii_hexdigit());
    text.split_once('/').is_some_and(|(before, behind)| {
        (before.len(), behind.len()) == PLACE && is_hex(before) && is_hex(behind)
    })
}

/// A store: how it is spoken to, and where.
#[derive(Debug, PartialEq, Eq)]
struct Endpoint {
    scheme: &'static str,
    authority: String,
}

/// Unencrypted on this machine alone: files are as secret as lots.
fn parse_endpoint(text: &str) -> Result<Endpoint, String> {
    let wrong = || format!("{text} is no address such as https://s3.example.com");
    let uri: Uri = text.parse().map_err(|_| wrong())?;
    let (host, authority) = uri.host().zip(uri.authority()).ok_or_else(wrong)?;
    if !matches!(uri.path(), "" | "/") || uri.query().is_some() || authority.as_str().contains('@')
    {
        return Err(wrong());
    }
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    let is_here = host == "localhost" || address.is_ok_and(|ip| ip.is_loopback());
    let scheme = match uri.scheme_str() {
        Some("https") => "https",
        Some("http") if is_here => "http",
        Some("http") => {
            return Err(format!(
                "{text}: without encryption only a store on this machine is spoken to"
            ));
        }
        _ => return Err(wrong()),
    };
    Ok(Endpoint {
        scheme,
        authority: authority.to_string(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(endpoint: &str) -> BucketOptions {
        BucketOptions {
            bucket: "luochui-files".into(),
            endpoint: Some(endpoint.into()),
            region: "eu-central-1".into(),
            key_id: "id".into(),
            secret: "canary".into(),
            path_style: None,
        }
    }

    #[test]
    fn a_store_is_spoken_to_with_encryption_or_on_this_machine() {
        for good in [
            "https://s3.example.com",
            "https://s3.example.com:9000/",
            "http://127.0.0.1:9000",
            "http://localhost:9000",
            "http://[::1]:9000",
        ] {
            Bucket::new(&options(good)).unwrap();
        }
        for bad in [
            "s3.example.com",
            "http://s3.example.com",
            "http://10.0.0.7:9000",
            "https://s3.example.com/bucket",
            "https://name:word@s3.example.com",
            "ftp://s3.example.com",
            "",
        ] {
            let refused = Bucket::new(&options(bad)).unwrap_err();
            assert!(!refused.contains("canary"), "{refused}");
        }
        let of_region = BucketOptions {
            endpoint: None,
            ..options("")
        };
        let bucket = Bucket::new(&of_region).unwrap();
        let said = "the bucket luochui-files at https://s3.eu-central-1.amazonaws.com";
        assert_eq!(bucket.said(), said);
        assert!(!format!("{bucket:?}").contains("canary"));
    }

    #[test]
    fn a_bucket_has_a_name_a_region_and_a_key() {
        let whole = options("https://s3.example.com");
        for broken in [
            BucketOptions {
                bucket: "B".into(),
                ..whole.clone()
            },
            BucketOptions {
                bucket: "a/b/c".into(),
                ..whole.clone()
            },
            BucketOptions {
                region: String::new(),
                ..whole.clone()
            },
            BucketOptions {
                key_id: String::new(),
                ..whole.clone()
            },
            BucketOptions {
                secret: String::new(),
                ..whole
            },
        ] {
            assert!(Bucket::new(&broken).is_err());
        }
    }

    #[test]
    fn what_is_collected_looks_like_a_place() {
        assert!(is_place("0a/123456789012345678901234567890"));
        for other in [
            "0a",
            "0a/12",
            "0a/12345678901234567890123456789x",
            "a/b/c",
            "readme",
        ] {
            assert!(!is_place(other), "{other}");
        }
    }
}
