//! Which browser asks: its address past our own proxies, what it says it is, by what accounts know
//! it again.

use crate::guard::cookie;
use app::ssr::device_cookie_name;
use domain::logins::{Device, Network};
use http::request::Parts;
use http::{HeaderMap, header};
use service::Client;
use std::net::{IpAddr, SocketAddr};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, Ordering};

/// Characters of the secret of a device.
const DEVICE_CHARS: usize = 32;
/// Addresses in one header that are looked at, from the last one on.
const HOPS_MAX: usize = 20;

/// The other end of the connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(pub SocketAddr);

/// Proxies as an option names them: addresses and ranges with commas between.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Proxies(pub Vec<Network>);

impl FromStr for Proxies {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split(',').map(str::trim);
        let parts = parts.filter(|part| !part.is_empty());
        parts.map(str::parse).collect::<Result<_, _>>().map(Self)
    }
}

/// The browser behind a request; its sign-in is found out elsewhere.
pub fn client(request: &Parts, proxies: &[Network], secure: bool) -> Client {
    let agent = request.headers.get(header::USER_AGENT);
    let agent = agent.and_then(|value| value.to_str().ok());
    let peer = request.extensions.get::<Peer>();
    let device = cookie(&request.headers, device_cookie_name(secure), DEVICE_CHARS);
    Client {
        address: peer.map(|peer| address(peer.0.ip(), &request.headers, proxies)),
        device: agent.map_or_else(Device::default, Device::of_user_agent),
        device_token: device.filter(|secret| secret.bytes().all(|b| b.is_ascii_hexdigit())),
        login: None,
    }
}

/// Where a request came from: the other end of the connection, or, when that is one of `proxies`, the
/// last address in the header that none of them has. What stands before it was written by strangers.
///
/// A proxy sets one of the two headers; what a client writes into the other must not count. So when
/// both are there and do not agree, neither is believed.
fn address(peer: IpAddr, headers: &HeaderMap, proxies: &[Network]) -> IpAddr {
    let is_proxy = |address: IpAddr| proxies.iter().any(|network| network.contains(address));
    let of_list = elements(headers, "x-forwarded-for");
    let of_forwarded = elements(headers, "forwarded");
    if !is_proxy(peer) {
        warn_of_unnamed_proxy(
            peer,
            !of_list.is_empty() || !of_forwarded.is_empty(),
            proxies,
        );
        return peer.to_canonical();
    }
    let beyond = |hops: &[String], read: fn(&str) -> Option<IpAddr>| {
        let mut nearest = peer;
        for hop in hops.iter().rev().take(HOPS_MAX) {
            // What cannot be read was not written by a proxy of ours.
            let Some(address) = read(hop) else { break };
            nearest = address;
            if !is_proxy(address) {
                break;
            }
        }
        nearest.to_canonical()
    };
    let list = (!of_list.is_empty()).then(|| beyond(&of_list, of_hop));
    let forwarded = (!of_forwarded.is_empty()).then(|| beyond(&of_forwarded, of_forwarded_hop));
    match (list, forwarded) {
        (Some(one), Some(other)) if one != other => peer.to_canonical(),
        (Some(address), _) | (None, Some(address)) => address,
        (None, None) => peer.to_canonical(),
    }
}

/// The elements of a header that is a list, over all its lines.
fn elements(headers: &HeaderMap, name: &str) -> Vec<String> {
    let lines = headers.get_all(name).iter();
    // A line that is no text hides what stands before it.
    let lines = lines.map(|line| line.to_str().unwrap_or("?"));
    let elements = lines.flat_map(|line| line.split(','));
    elements.map(|element| element.trim().to_owned()).collect()
}

/// `203.0.113.9`, `203.0.113.9:4711`, `2001:db8::1`, `[2001:db8::1]:4711`.
fn of_hop(text: &str) -> Option<IpAddr> {
    let bare = text.parse().ok();
    let with_port = || text.parse::<SocketAddr>().ok().map(|socket| socket.ip());
    let in_brackets = || text.strip_prefix('[')?.strip_suffix(']')?.parse().ok();
    bare.or_else(with_port).or_else(in_brackets)
}

/// The `for` of an element of `Forwarded` (RFC 7239); obfuscated names are no addresses.
fn of_forwarded_hop(text: &str) -> Option<IpAddr> {
    let mut pairs = text
        .split(';')
        .filter_map(|pair| pair.trim().split_once('='));
    let (_, node) = pairs.find(|(name, _)| name.eq_ignore_ascii_case("for"))?;
    of_hop(node.trim_matches('"'))
}

/// Says once that a proxy seems to stand before the portal that nobody has named: then all clients
/// have one address, and whoever guesses passwords slows everybody's unknown devices down.
fn warn_of_unnamed_proxy(peer: IpAddr, has_header: bool, proxies: &[Network]) {
    static SAID: AtomicBool = AtomicBool::new(false);
    let local = peer.to_canonical().is_loopback();
    if has_header && local && proxies.is_empty() && !SAID.swap(true, Ordering::Relaxed) {
        tracing::warn!(
            %peer,
            "requests seem to come through a proxy; name it with --trusted-proxy, else all clients \
             count as one"
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue, Request};

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    fn headers(lines: &[(&'static str, &str)]) -> HeaderMap {
        let mut headers = HeaderMap::new();
        for (name, value) in lines {
            let value = HeaderValue::from_str(value).unwrap();
            headers.append(HeaderName::from_static(name), value);
        }
        headers
    }

    fn found(peer: &str, lines: &[(&'static str, &str)], proxies: &str) -> String {
        let proxies: Proxies = proxies.parse().unwrap();
        address(ip(peer), &headers(lines), &proxies.0).to_string()
    }

    #[test]
    fn only_named_proxies_are_believed() {
        let list = [("x-forwarded-for", "203.0.113.9")];
        assert_eq!(found("127.0.0.1", &list, ""), "127.0.0.1");
        assert_eq!(found("127.0.0.1", &list, "127.0.0.1, ::1"), "203.0.113.9");
        assert_eq!(found("::ffff:127.0.0.1", &list, "127.0.0.1"), "203.0.113.9");
        assert_eq!(found("198.51.100.1", &list, "127.0.0.1"), "198.51.100.1");
        assert_eq!(found("127.0.0.1", &[], "127.0.0.1"), "127.0.0.1");
    }

    #[test]
    fn what_a_client_wrote_itself_does_not_count() {
        let proxies = "10.0.0.0/8";
        for (line, address) in [
            ("1.1.1.1, 203.0.113.9", "203.0.113.9"),
            ("1.1.1.1, 203.0.113.9, 10.0.0.7", "203.0.113.9"),
            ("203.0.113.9, nonsense", "10.0.0.2"),
            ("nonsense, 203.0.113.9:4711", "203.0.113.9"),
            ("10.9.9.9", "10.9.9.9"),
            ("[2001:db8::1]:443", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("", "10.0.0.2"),
        ] {
            let found = found("10.0.0.2", &[("x-forwarded-for", line)], proxies);
            assert_eq!(found, address, "{line}");
        }
        // A second line of the same name is the later part of the list.
        let lines = [
            ("x-forwarded-for", "1.1.1.1"),
            ("x-forwarded-for", "203.0.113.9"),
        ];
        assert_eq!(found("10.0.0.2", &lines, proxies), "203.0.113.9");
    }

    #[test]
    fn the_standard_header_is_read_as_well() {
        let proxies = "10.0.0.0/8";
        for (line, address) in [
            ("for=203.0.113.9;proto=https", "203.0.113.9"),
            ("for=1.1.1.1, For=\"[2001:db8::1]:4711\"", "2001:db8::1"),
            ("for=_hidden", "10.0.0.2"),
            ("proto=https", "10.0.0.2"),
        ] {
            assert_eq!(found("10.0.0.2", &[("forwarded", line)], proxies), address);
        }
        let both = |one, other| {
            let lines = [("x-forwarded-for", one), ("forwarded", other)];
            found("10.0.0.2", &lines, proxies)
        };
        assert_eq!(both("203.0.113.9", "for=203.0.113.9"), "203.0.113.9");
        assert_eq!(
            both("203.0.113.9", "for=1.1.1.1"),
            "10.0.0.2",
            "one is forged"
        );
    }

    #[test]
    fn a_browser_is_known_by_its_cookie_and_its_name() {
        let secret = "0123456789abcdef0123456789abcdef";
        let request = Request::builder()
            .header(
                "user-agent",
                "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0",
            )
            .header("cookie", format!("theme=dark; luochui-device={secret}"));
        let (parts, ()) = request.body(()).unwrap().into_parts();
        let known = client(&parts, &[], false);
        assert_eq!(known.device_token.as_deref(), Some(secret));
        assert_eq!(known.device.to_code(), "FIREFOX LINUX");
        assert_eq!(known.address, None);
        assert_eq!(client(&parts, &[], true).device_token, None);
    }

    #[test]
    fn no_header_panics_or_passes_a_stranger_for_a_neighbour() {
        let pieces = [
            "for=",
            "203.0.113.9",
            "[",
            "]",
            ":",
            ";",
            ",",
            "\"",
            "=",
            "::1",
            " ",
            "10.0.0.2",
        ];
        for one in pieces {
            for two in pieces {
                for three in pieces {
                    let line = format!("{one}{two}{three}");
                    for name in ["x-forwarded-for", "forwarded"] {
                        let read = found("198.51.100.1", &[(name, &line)], "10.0.0.0/8");
                        assert_eq!(read, "198.51.100.1", "{line}");
                        let _ = found("10.0.0.2", &[(name, &line)], "10.0.0.0/8");
                    }
                }
            }
        }
    }
}
