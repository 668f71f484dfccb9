//! Where the operator lets webhooks lead at all (reliability.md S-26): everywhere on the public internet,
//! or only to hosts that he has named.

use super::address::Host;
use crate::logins::Network;
use std::str::FromStr;

/// Hosts that webhooks may lead to; all public ones when nobody has named any.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Egress(Vec<Named>);

#[derive(Clone, Debug, PartialEq, Eq)]
enum Named {
    /// This name.
    Name(String),
    /// The names below this one: `*.example.com`, which is not `example.com` itself.
    Below(String),
    /// Addresses that are named as addresses; what a name leads to is no matter of this list.
    Network(Network),
}

impl Egress {
    /// Whether a webhook may lead to `host`.
    pub fn allows(&self, host: &Host) -> bool {
        self.0.is_empty() || self.0.iter().any(|named| named.is(host))
    }
}

impl Named {
    fn is(&self, host: &Host) -> bool {
        match (self, host) {
            (Self::Name(name), Host::Name(host)) => name == host,
            (Self::Below(name), Host::Name(host)) => host
                .strip_suffix(name.as_str())
                .is_some_and(|below| below.ends_with('.')),
            (Self::Network(network), Host::Ip(address)) => network.contains(*address),
            _ => false,
        }
    }
}

impl FromStr for Egress {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let parts = text.split(',').map(str::trim);
        let parts = parts.filter(|part| !part.is_empty());
        let named: Vec<Named> = parts.map(named).collect::<Result<_, _>>()?;
        // A list that was meant to close something must not open everything.
        match named.is_empty() {
            true => Err("no host is named".to_owned()),
            false => Ok(Self(named)),
        }
    }
}

fn named(text: &str) -> Result<Named, String> {
    let name = |text: &str| match Host::parse(text) {
        Some(Host::Name(name)) => Some(name),
        _ => None,
    };
    let below = text.strip_prefix("*.").and_then(name).map(Named::Below);
    let network = || text.parse().ok().map(Named::Network);
    below
        .or_else(network)
        .or_else(|| name(text).map(Named::Name))
        .ok_or_else(|| {
            format!(
                "{text:?} is no host such as hooks.example.com, *.example.com or 203.0.113.0/24"
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webhooks::Address;

    fn allows(list: &str, address: &str) -> bool {
        let egress: Egress = list.parse().unwrap();
        egress.allows(Address::parse(address).unwrap().host())
    }

    #[test]
    fn only_what_is_named_is_allowed() {
        let list = "hooks.example.org, *.example.net, 8.8.8.0/24";
        for good in [
            "https://hooks.example.org/x",
            "https://HOOKS.example.org:8443/",
            "https://a.example.net",
            "https://a.b.example.net",
            "https://8.8.8.8/",
        ] {
            assert!(allows(list, good), "{good}");
        }
        for bad in [
            "https://example.org",
            "https://a.hooks.example.org",
            "https://hooks.example.org.evil.example.com",
            "https://example.net",
            "https://evilexample.net",
            "https://8.8.4.4/",
        ] {
            assert!(!allows(list, bad), "{bad}");
        }
        let everywhere = Egress::default();
        assert!(everywhere.allows(Address::parse("https://example.org").unwrap().host()));
    }

    #[test]
    fn a_list_that_cannot_be_read_is_refused() {
        for bad in [
            "",
            " , ",
            "*",
            "*.",
            "*.*.example.org",
            "https://example.org",
            "a b.example.org",
        ] {
            assert!(bad.parse::<Egress>().is_err(), "{bad:?}");
        }
    }
}
