//! Which push services messages go to (reliability.md S-26): it is the browser that names the address, so
//! whoever sits at it names where the portal connects to.

use crate::webhooks::{Egress, Host};
use std::str::FromStr;

/// The push services of the browsers in use: Chrome and Edge on Android, Chromium, Firefox, Safari, Edge
/// on Windows.
const KNOWN: &str =
    "fcm.googleapis.com, *.push.services.mozilla.com, *.push.apple.com, *.notify.windows.com";

/// Hosts of the push services that messages go to; no browser is told anything where there is none.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PushHosts(Option<Egress>);

impl PushHosts {
    /// No browser is told of anything.
    pub const OFF: Self = Self(None);

    /// Whether browsers are told of notices at all.
    pub const fn is_on(&self) -> bool {
        self.0.is_some()
    }

    /// Whether messages may go to `host`.
    pub fn allows(&self, host: &Host) -> bool {
        self.0.as_ref().is_some_and(|hosts| hosts.allows(host))
    }
}

impl Default for PushHosts {
    fn default() -> Self {
        Self(KNOWN.parse().ok())
    }
}

impl FromStr for PushHosts {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text.trim() {
            "off" => Ok(Self::OFF),
            text => text.parse().map(|hosts| Self(Some(hosts))),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::webhooks::Address;

    fn allows(hosts: &PushHosts, address: &str) -> bool {
        hosts.allows(Address::parse(address).unwrap().host())
    }

    #[test]
    fn the_services_of_the_browsers_are_known_and_no_others() {
        let known = PushHosts::default();
        assert!(known.is_on());
        for address in [
            "https://fcm.googleapis.com/fcm/send/x",
            "https://updates.push.services.mozilla.com/wpush/v2/x",
            "https://web.push.apple.com/x",
            "https://wns2-by3p.notify.windows.com/w/?token=x",
        ] {
            assert!(allows(&known, address), "{address}");
        }
        for address in [
            "https://example.org/",
            "https://fcm.googleapis.com.example.org/",
            "https://93.184.216.34/",
        ] {
            assert!(!allows(&known, address), "{address}");
        }
    }

    #[test]
    fn an_operator_names_others_or_none() {
        let own: PushHosts = "push.example.net".parse().unwrap();
        assert!(allows(&own, "https://push.example.net/x"));
        assert!(!allows(&own, "https://fcm.googleapis.com/x"));
        let off: PushHosts = " off ".parse().unwrap();
        assert_eq!(off, PushHosts::OFF);
        assert!(!off.is_on() && !allows(&off, "https://fcm.googleapis.com/x"));
        assert!("".parse::<PushHosts>().is_err(), "a slip opens nothing");
    }
}
