//! Constraints for IPv4 addresses also hold for IPv4-mapped IPv6 addresses (RFC 4291 §2.5.5.2), which reach the same hosts.

use crate::case::chain_that;
use crate::support::Cert;
use trustslot::{Position, Reason};

type Edit = fn(Cert) -> Cert;

/// 10.0.0.0/8
const TEN: [u8; 8] = [10, 0, 0, 0, 255, 0, 0, 0];

/// `::/0`
const EVERY_IPV6: [u8; 32] = [0; 32];

fn mapped(address: [u8; 4]) -> [u8; 16] {
    let mut bytes = [0; 16];
    bytes[10..12].fill(0xff);
    bytes[12..].copy_from_slice(&address);
    bytes
}

#[test]
fn constraints_for_ipv4_hold_for_mapped_addresses() {
    use crate::support::names::general::ip;
    let (inside, outside) = (mapped([10, 0, 0, 1]), mapped([192, 0, 2, 1]));
    let compatible = {
        let mut bytes = inside;
        bytes[10..12].fill(0);
        bytes
    };
    let excluded: Edit = |ca| ca.excluded_raw(ip(TEN));
    let permitted: Edit = |ca| ca.permitted_raw(ip(TEN));
    let with_ipv6: Edit = |ca| ca.permitted_raw(ip(TEN)).permitted_raw(ip(EVERY_IPV6));
    let rows: [(Edit, &[u8], bool, &str); 9] = [
        (excluded, &inside, false, "::ffff:10.0.0.1 is excluded with 10.0.0.0/8"),
        (excluded, &outside, true, "::ffff:192.0.2.1 is not"),
        (excluded, &compatible, true, "::10.0.0.1 is no mapped address"),
        (excluded, &[10, 0, 0, 1], false, "the address itself"),
        (with_ipv6, &inside, true, "in a permitted subtree of each family"),
        (with_ipv6, &outside, false, "permitted as IPv6, and not as IPv4"),
        (with_ipv6, &compatible, true, "IPv6 alone"),
        (permitted, &outside, false, "permitted in neither family"),
        (permitted, &inside, false, "only IPv4 is permitted, and this is written as IPv6"),
    ];
    for (edit, address, is_trusted, why) in rows {
        let case = chain_that(|root| root, edit, |leaf| leaf.ip(address));
        if is_trusted {
            case.is_trusted(why);
        } else {
            let place = (Reason::NameConstraintViolated, Position::Intermediate(1));
            case.is_rejected(&[place], why);
        }
    }
}
