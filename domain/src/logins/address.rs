//! Addresses of clients: what of one is shown, which belong together, which are proxies of ours.

use std::fmt;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};
use std::str::FromStr;

/// A range of addresses, such as `10.0.0.0/8` or `2001:db8::/32`; a single address is one too.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Network {
    /// Its first address.
    first: IpAddr,
    /// Leading bits that all its addresses share.
    bits: u8,
}

impl Network {
    /// The range around an address that shares its leading bits; more bits than it has are all of
    /// them.
    pub fn around(address: IpAddr, bits: u8) -> Self {
        let address = address.to_canonical();
        let bits = bits.min(all_bits(address));
        let first = match address {
            IpAddr::V4(address) => {
                let mask = u32::MAX.checked_shl(32 - u32::from(bits)).unwrap_or(0);
                IpAddr::V4(Ipv4Addr::from(u32::from(address) & mask))
            }
            IpAddr::V6(address) => {
                let mask = u128::MAX.checked_shl(128 - u32::from(bits)).unwrap_or(0);
                IpAddr::V6(Ipv6Addr::from(u128::from(address) & mask))
            }
        };
        Self { first, bits }
    }

    /// What one subscriber has: an IPv4 address, an IPv6 `/64` (reliability.md S-07).
    pub fn of_subscriber(address: IpAddr) -> Self {
        let v6 = address.to_canonical().is_ipv6();
        Self::around(address, if v6 { 64 } else { 32 })
    }

    /// What one place has: an IPv4 `/24`, an IPv6 `/48`.
    pub fn of_site(address: IpAddr) -> Self {
        let v6 = address.to_canonical().is_ipv6();
        Self::around(address, if v6 { 48 } else { 24 })
    }

    /// Whether the address lies in it. An IPv4 address in IPv6 clothes is an IPv4 address.
    pub fn contains(self, address: IpAddr) -> bool {
        let address = address.to_canonical();
        address.is_ipv4() == self.first.is_ipv4() && Self::around(address, self.bits) == self
    }
}

const fn all_bits(address: IpAddr) -> u8 {
    match address {
        IpAddr::V4(_) => 32,
        IpAddr::V6(_) => 128,
    }
}

impl fmt::Display for Network {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.first, self.bits)
    }
}

impl FromStr for Network {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let wrong = || format!("{text:?} is no address and no range such as 10.0.0.0/8");
        let (address, bits) = match text.split_once('/') {
            Some((address, bits)) => (address, Some(bits.parse::<u8>().map_err(|_| wrong())?)),
            None => (text, None),
        };
        let address: IpAddr = address.parse().map_err(|_| wrong())?;
        let bits = bits.unwrap_or(all_bits(address));
        if bits > all_bits(address) || address.to_canonical() != address {
            return Err(wrong());
        }
        Ok(Self::around(address, bits))
    }
}

/// An address without the part that tells one subscriber from his neighbours: `203.0.113.*`,
/// `2001:db8:7::*`.
pub fn masked(address: IpAddr) -> String {
    match address.to_canonical() {
        IpAddr::V4(address) => {
            let [a, b, c, _] = address.octets();
            format!("{a}.{b}.{c}.*")
        }
        IpAddr::V6(address) => {
            let [a, b, c, ..] = address.segments();
            format!("{a:x}:{b:x}:{c:x}::*")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn ranges_hold_what_shares_their_bits() {
        let network: Network = "10.1.0.0/16".parse().unwrap();
        assert!(network.contains(ip("10.1.255.7")) && network.contains(ip("::ffff:10.1.2.3")));
        assert!(!network.contains(ip("10.2.0.0")) && !network.contains(ip("2001:db8::1")));
        let one: Network = "2001:db8::1".parse().unwrap();
        assert!(one.contains(ip("2001:db8::1")) && !one.contains(ip("2001:db8::2")));
        let all: Network = "0.0.0.0/0".parse().unwrap();
        assert!(all.contains(ip("203.0.113.9")) && !all.contains(ip("::1")));
        assert_eq!("10.1.2.3/16".parse::<Network>().unwrap(), network);
        assert_eq!(network.to_string(), "10.1.0.0/16");
        for bad in [
            "",
            "10.0.0.0/33",
            "10.0.0/8",
            "proxy",
            "::ffff:10.0.0.1",
            "10.0.0.0/-1",
        ] {
            assert!(bad.parse::<Network>().is_err(), "{bad}");
        }
    }

    #[test]
    fn a_subscriber_and_his_street() {
        let of = |text| Network::of_subscriber(ip(text)).to_string();
        assert_eq!(of("203.0.113.9"), "203.0.113.9/32");
        assert_eq!(of("2001:db8:7:1:2:3:4:5"), "2001:db8:7:1::/64");
        let site = |text| Network::of_site(ip(text)).to_string();
        assert_eq!(site("203.0.113.9"), "203.0.113.0/24");
        assert_eq!(site("2001:db8:7:1:2:3:4:5"), "2001:db8:7::/48");
    }

    #[test]
    fn only_the_beginning_is_shown() {
        assert_eq!(masked(ip("203.0.113.9")), "203.0.113.*");
        assert_eq!(masked(ip("::ffff:203.0.113.9")), "203.0.113.*");
        assert_eq!(masked(ip("2001:db8:7:1:2:3:4:5")), "2001:db8:7::*");
    }

    proptest! {
        #[test]
        fn every_address_lies_in_the_ranges_around_it(bits: u128, share in 0u8..=128, v4: bool) {
            let address = match v4 {
                true => IpAddr::V4(Ipv4Addr::from(bits as u32)),
                false => IpAddr::V6(Ipv6Addr::from(bits)),
            };
            let network = Network::around(address, share);
            prop_assert!(network.contains(address));
            prop_assert_eq!(network.to_string().parse::<Network>(), Ok(network));
        }

        #[test]
        fn no_text_panics(text in ".{0,50}") {
            let _ = text.parse::<Network>();
        }
    }
}
