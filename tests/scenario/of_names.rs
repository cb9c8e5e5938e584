//! Rows 9 to 13, 38: which name.

use crate::case::leaf_that;
use crate::table::{Table, refused, trusted};
use trustslot::{NameRules, Policy};

pub fn rows(table: &mut Table) {
    let under = |rules| Policy::STRICT.with_name_rules(rules);
    let sip = under(NameRules::Rfc5922);

    let address = leaf_that(|leaf| leaf.cn("PBX").dns_names(["192.0.2.10"])).dialing("192.0.2.10");
    table.peer(
        9,
        "the address is in a DNS entry",
        &address,
        &refused(&[401]).says("IP address entry").advises("issue-for"),
    );
    let entry = leaf_that(|leaf| leaf.ip([192, 0, 2, 10])).dialing("192.0.2.10");
    table.peer(9, "the address is in an address entry", &entry, &trusted());
    let none = leaf_that(|leaf| leaf.cn("192.0.2.10").no_san()).dialing("192.0.2.10");
    table.peer(
        9,
        "the address is in the common name",
        &none,
        &refused(&[401]).says("IP address entry").advises("issue-for"),
    );
    table.peer(
        9,
        "an address under SIP rules",
        &entry.clone().under(sip),
        &refused(&[401])
            .says("IP address")
            .says("name")
            .never("request a certificate for 192.0.2.10"),
    );

    let wildcard = || leaf_that(|leaf| leaf.cn("PBX").dns_names(["*.example.com"]));
    table.peer(
        10,
        "a wildcard on SIP",
        &wildcard().under(sip),
        &refused(&[401]).says("wildcard").says("SIP").says("*.example.com"),
    );
    table.peer(10, "the same on HTTPS", &wildcard(), &trusted());
    table.holds(
        10,
        "there is a switch that accepts wildcards on SIP",
        format!("{:?}", Policy::STRICT).to_lowercase().contains("wildcard"),
    );

    for rules in [NameRules::Rfc2818, NameRules::Rfc6125, NameRules::Rfc9525, NameRules::Rfc5922] {
        let deep = wildcard().dialing("a.b.example.com").under(under(rules));
        table.peer(
            11,
            "a wildcard two levels above",
            &deep,
            &refused(&[401]).says("wildcard").says("*.example.com"),
        );
    }

    let host = leaf_that(|leaf| leaf.cn("PBX").dns_names(["sip1.example.com"]))
        .dialing("example.com")
        .under(sip);
    table.peer(
        12,
        "the host of an SRV record",
        &host,
        &refused(&[401]).says("sip1.example.com").says("domain").advises("issue-for|dial"),
    );
    let both = leaf_that(|leaf| leaf.cn("PBX").dns_names(["sip1.example.com", "example.com"]))
        .dialing("example.com")
        .under(sip);
    table.peer(12, "the domain beside the host", &both, &trusted());

    let bare = || leaf_that(crate::support::Cert::no_san);
    table.noted(13, "only a common name", &bare(), "Test Root", "common name|CommonNameUsed");
    let strict = refused(&[401]).says("common name").says("DNS").advises("issue-for");
    table.peer(13, "the same by RFC 9525", &bare().under(under(NameRules::Rfc9525)), &strict);

    let user =
        leaf_that(|leaf| leaf.cn("PBX").no_san().uri("sip:alice@phone.example.com")).under(sip);
    table.peer(
        38,
        "a SIP URI of a user",
        &user,
        &refused(&[401]).says("user").says("alice").advises("issue-for"),
    );
    let domain = leaf_that(|leaf| leaf.cn("PBX").no_san().uri("sip:phone.example.com")).under(sip);
    table.peer(38, "a SIP URI of the domain", &domain, &trusted());
    let beside = leaf_that(|leaf| {
        leaf.cn("PBX").no_san().uri("sip:alice@phone.example.com").uri("sip:phone.example.com")
    })
    .under(sip);
    table.peer(38, "both", &beside, &trusted());
}
