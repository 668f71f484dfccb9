//! Which addresses of the network are public. Whatever else there is, the portal may reach and others must
//! not make it reach (reliability.md S-26).

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether an address is one of the public internet: not of this machine or its networks, nobody's and
/// everybody's (IANA special-purpose registries), nor the hosts that clouds answer their guests on.
pub fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

fn is_public_v4(ip: Ipv4Addr) -> bool {
    // Address and prefix length of what is not.
    const OTHERS: [([u8; 4], u32); 17] = [
        ([0, 0, 0, 0], 8),
        ([10, 0, 0, 0], 8),
        ([100, 64, 0, 0], 10),
        ([127, 0, 0, 0], 8),
        ([169, 254, 0, 0], 16),
        ([172, 16, 0, 0], 12),
        ([192, 0, 0, 0], 24),
        ([192, 0, 2, 0], 24),
        ([192, 31, 196, 0], 24),
        ([192, 88, 99, 0], 24),
        ([192, 168, 0, 0], 16),
        ([198, 18, 0, 0], 15),
        ([198, 51, 100, 0], 24),
        ([203, 0, 113, 0], 24),
        // What a cloud answers its guests on, though it looks public.
        ([168, 63, 129, 16], 32),
        ([224, 0, 0, 0], 4),
        ([240, 0, 0, 0], 4),
    ];
    let within = |(net, bits): &([u8; 4], u32)| {
        (u32::from(ip) ^ u32::from_be_bytes(*net)) >> (32 - bits) == 0
    };
    !OTHERS.iter().any(within)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    let words = ip.segments();
    let v4 = |high: u16, low: u16| Ipv4Addr::from((u32::from(high) << 16) | u32::from(low));
    match words {
        // Mapped (::ffff:0:0/96) and NAT64 (64:ff9b::/96): as the address inside.
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] => {
            is_public_v4(v4(high, low))
        }
        // 6to4.
        [0x2002, high, low, ..] => is_public_v4(v4(high, low)),
        // IETF protocols, Teredo and benchmarks among them (2001::/23); documentation.
        [0x2001, second, ..] if second < 0x200 || second == 0xdb8 => false,
        [0x3fff, second, ..] if second < 0x1000 => false,
        // Everything else that is public lies in 2000::/3: not compatible (::/96), ULA, link-local,
        // site-local, multicast, discard, segment routing or local NAT64.
        [first, ..] => first >> 13 == 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_neighbours_of_what_is_refused_are_public() {
        for ip in [
            "1.1.1.1",
            "9.255.255.255",
            "11.0.0.0",
            "100.63.255.255",
            "100.128.0.0",
            "172.15.0.1",
            "172.32.0.1",
            "192.167.0.1",
            "192.169.0.1",
            "198.17.0.1",
            "198.20.0.1",
            "223.255.255.255",
            "2000::1",
            "2400:3200::1",
            "2001:200::1",
            "3ffe::1",
            "::ffff:1.1.1.1",
            "64:ff9b::1.1.1.1",
            "2002:101:101::1",
        ] {
            assert!(is_public(ip.parse().unwrap()), "{ip}");
        }
        for ip in ["4000::1", "1fff::1", "::ffff:0:1.1.1.1"] {
            assert!(!is_public(ip.parse().unwrap()), "{ip}");
        }
    }

    proptest! {
        #[test]
        fn what_std_calls_private_is_never_public(bits: u32) {
            let ip = Ipv4Addr::from(bits);
            let inside = ip.is_private() || ip.is_loopback() || ip.is_link_local() || ip.is_multicast()
                || ip.is_documentation() || ip.is_broadcast() || ip.is_unspecified()
                || ip.octets()[0] >= 240;
            prop_assert!(!(inside && is_public(ip.into())));
        }

        #[test]
        fn an_address_inside_another_is_judged_as_itself(bits: u32, net in 0_usize..6) {
            let [a, b, c, d] = [0, 10, 127, 169, 192, 224].map(|first| (bits & 0xff_ffff) | (first << 24))
                [net].to_be_bytes();
            let ip = Ipv4Addr::new(a, b, c, d);
            let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
            for wrapped in [
                ip.to_ipv6_mapped(),
                Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
                Ipv6Addr::new(0x2002, high, low, 0, 0, 0, 0, 1),
            ] {
                prop_assert_eq!(is_public(wrapped.into()), is_public(ip.into()));
            }
            let compatible = Ipv6Addr::new(0, 0, 0, 0, 0, 0, high, low);
            prop_assert!(!is_public(compatible.into()));
        }

        #[test]
        fn nothing_outside_of_the_public_block_is_public(words: [u16; 8]) {
            let ip = Ipv6Addr::from(words);
            prop_assert!(!is_public(ip.into()) || words[0] >> 13 == 1);
        }
    }
}
