//! Where the portal may post to: encrypted, to the public internet, and nowhere near itself
//! (reliability.md S-26). What a name leads to is checked again with [`is_public`] before each connection.

use super::is_public;
use serde::{Deserialize, Serialize};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Characters of an address.
const LENGTH_MAX: usize = 500;
/// Characters of a host name (RFC 1035).
const HOST_MAX: usize = 253;
/// Ports below this one, but 443, belong to other services.
const PORT_MIN: u16 = 1_024;

/// The address of a webhook: `https`, a public host, a port that is not another service's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address {
    host: Host,
    port: u16,
    path: String,
}

/// Who is connected to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Host {
    /// A name with at least one dot, in lower case.
    Name(String),
    /// A public address as it is.
    Ip(IpAddr),
}

/// Why nothing is posted to an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressRefusal {
    /// Not an address of the form `https://host[:port][/path][?query]`.
    #[error("WEBHOOK_ADDRESS")]
    Malformed,
    /// Not `https`.
    #[error("WEBHOOK_HTTPS")]
    NotHttps,
    /// With a name or a password in front of the host.
    #[error("WEBHOOK_USER")]
    User,
    /// Neither 443 nor 1024 and above.
    #[error("WEBHOOK_PORT")]
    Port,
    /// Not a host of the public internet.
    #[error("WEBHOOK_HOST")]
    Host,
}

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// [`AddressRefusal`], the first that applies.
    pub fn parse(text: &str) -> Result<Self, AddressRefusal> {
        let plain = |byte: u8| byte.is_ascii_graphic() && !b"\\\"<>^`{|}".contains(&byte);
        if text.len() > LENGTH_MAX || text.contains('#') {
            return Err(AddressRefusal::Malformed);
        }
        let (scheme, rest) = text.split_once("://").ok_or(AddressRefusal::Malformed)?;
        if !scheme.eq_ignore_ascii_case("https") {
            return Err(AddressRefusal::NotHttps);
        }
        let end = rest.find(['/', '?']).unwrap_or(rest.len());
        let (authority, path) = rest.split_at(end);
        if authority.contains('@') {
            return Err(AddressRefusal::User);
        }
        if !authority.is_ascii() {
            // Names of other scripts look alike; the form that is looked up (xn--) does not.
            return Err(AddressRefusal::Host);
        }
        if !text.bytes().all(plain) {
            return Err(AddressRefusal::Malformed);
        }
        let (host, port) = split_port(authority)?;
        let host = Host::parse(host).ok_or(AddressRefusal::Host)?;
        let slash = if path.starts_with('/') { "" } else { "/" };
        Ok(Self {
            host,
            port,
            path: format!("{slash}{path}"),
        })
    }

    /// Who is connected to.
    pub const fn host(&self) -> &Host {
        &self.host
    }

    /// The port, 443 when none is named.
    pub const fn port(&self) -> u16 {
        self.port
    }

    /// Path and query, from the slash on.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Host and port as the `Host` header has them; the port only when it is not 443.
    pub fn authority(&self) -> String {
        match self.port {
            443 => self.host.to_string(),
            port => format!("{}:{port}", self.host),
        }
    }
}

fn split_port(authority: &str) -> Result<(&str, u16), AddressRefusal> {
    // The colons of a literal in brackets are not in front of a port.
    let after = authority.rfind(']').map_or(0, |bracket| bracket + 1);
    let Some(colon) = authority[after..].find(':') else {
        return Ok((authority, 443));
    };
    let (host, port) = authority.split_at(after + colon);
    let digits = &port[1..];
    let fits = (1..=5).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
    let port: Option<u16> = fits.then(|| digits.parse().ok()).flatten();
    match port {
        Some(port) if port == 443 || port >= PORT_MIN => Ok((host, port)),
        _ => Err(AddressRefusal::Port),
    }
}

impl Host {
    /// Reads a host; nothing for one that is not public, whatever the way it is written.
    pub(super) fn parse(text: &str) -> Option<Self> {
        if let Some(inside) = text.strip_prefix('[') {
            let ip: Ipv6Addr = inside.strip_suffix(']')?.parse().ok()?;
            return is_public(ip.into()).then_some(Self::Ip(ip.into()));
        }
        if let Ok(ip) = text.parse::<Ipv4Addr>() {
            return is_public(ip.into()).then_some(Self::Ip(ip.into()));
        }
        let name = text.to_ascii_lowercase();
        is_public_name(&name).then_some(Self::Name(name))
    }
}

/// Whether a name could be one of the public internet. One that ends in a number is an address in
/// decimal, octal or hexadecimal to some resolvers.
fn is_public_name(name: &str) -> bool {
    const OWN: [&str; 7] = [
        "localhost",
        "local",
        "internal",
        "intranet",
        "lan",
        "home",
        "arpa",
    ];
    let label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .bytes()
                .all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    let Some((_, last)) = name.rsplit_once('.') else {
        return false;
    };
    name.len() <= HOST_MAX
        && name.split('.').all(label)
        && last.starts_with(|c: char| c.is_ascii_alphabetic())
        && !OWN.contains(&last)
}

impl std::fmt::Display for Host {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Name(name) => f.write_str(name),
            Self::Ip(IpAddr::V4(ip)) => ip.fmt(f),
            Self::Ip(IpAddr::V6(ip)) => write!(f, "[{ip}]"),
        }
    }
}

impl std::fmt::Display for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "https://{}{}", self.authority(), self.path)
    }
}

impl Serialize for Address {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Address {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = String::deserialize(d)?;
        Self::parse(&text).map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn refusal(text: &str) -> Option<AddressRefusal> {
        Address::parse(text).err()
    }

    #[test]
    fn public_addresses_are_taken_and_written_back() {
        for (text, written) in [
            ("https://example.org", "https://example.org/"),
            ("HTTPS://Example.ORG:443/a?b=c", "https://example.org/a?b=c"),
            ("https://example.org:8443?x", "https://example.org:8443/?x"),
            (
                "https://xn--fiq228c.xn--fiqs8s/h",
                "https://xn--fiq228c.xn--fiqs8s/h",
            ),
            ("https://93.184.216.34:1024/", "https://93.184.216.34:1024/"),
            ("https://[2400:3200::1]/x", "https://[2400:3200::1]/x"),
            (
                "https://[2400:3200::1]:8443/x",
                "https://[2400:3200::1]:8443/x",
            ),
        ] {
            let address = Address::parse(text).unwrap();
            assert_eq!(address.to_string(), written);
            assert_eq!(Address::parse(written), Ok(address));
        }
    }

    #[test]
    fn what_is_wrong_is_named() {
        use AddressRefusal::{Malformed, NotHttps, Port, User};
        for (text, why) in [
            ("", Malformed),
            ("example.org", Malformed),
            ("https:/example.org", Malformed),
            ("https://example.org/#a", Malformed),
            ("https://example.org/a b", Malformed),
            ("https://example.org/\r\nHost:x", Malformed),
            ("https://example.org\\@10.0.0.1/", User),
            ("https://example.org/名", Malformed),
            ("http://example.org", NotHttps),
            ("ftp://example.org", NotHttps),
            ("https://a:b@example.org", User),
            ("https://example.org@127.0.0.1", User),
            ("https://example.org:80", Port),
            ("https://example.org:22", Port),
            ("https://example.org:0", Port),
            ("https://example.org:65536", Port),
            ("https://example.org:", Port),
            ("https://example.org:+443", Port),
            ("https://example.org:443:443", Port),
        ] {
            assert_eq!(refusal(text), Some(why), "{text}");
        }
        let long = format!("https://example.org/{}", "a".repeat(500));
        assert_eq!(refusal(&long), Some(Malformed));
    }

    #[test]
    fn no_way_of_writing_leads_inside() {
        for host in [
            "localhost",
            "LOCALHOST",
            "a.localhost",
            "printer.local",
            "metadata.google.internal",
            "10.in-addr.arpa",
            "intranet",
            "example.org.",
            ".example.org",
            "a..b",
            "-a.org",
            "a_b.org",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0x7f.0.0.1",
            "0177.0.0.1",
            "127.0.0.1.",
            "0",
            "0.0.0.0",
            "169.254.169.254",
            "100.100.100.200",
            "168.63.129.16",
            "1.2.3.0x4",
            "ⓛocalhost",
            "１２７.0.0.1",
            "例子.中国",
            "",
            "[fe80::1%25eth0]",
            "[::]",
            "[::1]",
            "[::ffff:127.0.0.1]",
            "[::ffff:a00:1]",
            "[::127.0.0.1]",
            "[::8.8.8.8]",
            "[64:ff9b::10.0.0.1]",
            "[64:ff9b:1::1]",
            "[2002:7f00:1::]",
            "[2002:c0a8:101::1]",
            "[fc00::1]",
            "[fd00:ec2::254]",
            "[fe80::1]",
            "[fec0::1]",
            "[ff02::1]",
            "[2001:db8::1]",
            "[2001::1]",
            "[3fff::1]",
            "[100::1]",
            "[5f00::1]",
        ] {
            let text = format!("https://{host}/");
            assert_eq!(refusal(&text), Some(AddressRefusal::Host), "{host}");
        }
    }

    proptest! {
        #[test]
        fn an_address_that_is_taken_is_public_and_reads_back(text in "https://[a-z0-9.:@\\[\\]/?%-]{0,40}") {
            if let Ok(address) = Address::parse(&text) {
                prop_assert!(address.port() == 443 || address.port() >= 1_024);
                if let Host::Ip(ip) = address.host() {
                    prop_assert!(is_public(*ip));
                }
                prop_assert_eq!(Address::parse(&address.to_string()), Ok(address));
            }
        }

        #[test]
        fn any_text_is_judged(text in ".{0,200}") {
            let _ = Address::parse(&text);
        }
    }
}
