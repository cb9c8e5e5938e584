use crate::name::{DnsName, ReferenceIdentity, ReferenceIdentityError};

#[test]
fn names_and_addresses() {
    // text, what it shows as
    let rows = [
        ("sip.example.com", "sip.example.com"),
        ("SIP.Example.COM", "sip.example.com"),
        ("sip.example.com.", "sip.example.com"),
        ("pbx", "pbx"),
        ("_sip._tls.example.com", "_sip._tls.example.com"),
        ("-a-.example.com", "-a-.example.com"),
        ("xn--caf-dma.example.com", "xn--caf-dma.example.com"),
        ("1.example", "1.example"),
        ("1.1a", "1.1a"),
        ("192.0.2.1", "192.0.2.1"),
        ("2001:DB8:0:0::7", "2001:db8::7"),
        ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
        ("::1.2.3.4", "::102:304"),
    ];
    for (text, shown) in rows {
        let reference: ReferenceIdentity = text.parse().expect(text);
        assert_eq!(reference.to_string(), shown);
        assert_eq!(reference, shown.parse().expect(shown), "read again");
    }
    assert_eq!(format!("{:>8}", "pbx".parse::<DnsName>().expect("pbx")), "     pbx");
}

#[test]
fn what_is_neither() {
    let long_label = format!("{}.example", "a".repeat(64));
    let long_name = format!("{}example", "a.".repeat(124));
    let colons = ":".repeat(200);
    // text, sentence
    let rows = [
        ("", "no name is given"),
        (" ", "' ' has no place in a host name"),
        (".", "label 1 of the name is empty"),
        ("..", "label 1 of the name is empty"),
        ("a..b", "label 2 of the name is empty"),
        (".a", "label 1 of the name is empty"),
        ("a b", "' ' has no place in a host name"),
        ("a\0", "'\\0' has no place in a host name"),
        ("a\n", "'\\n' has no place in a host name"),
        ("192.0.2.0/24", "'/' has no place in a host name"),
        ("exam%70le.com", "'%' has no place in a host name"),
        ("höst.example", "the name is not ASCII; give its A-label form, xn--… (RFC 5890 §2.3.2.1)"),
        ("host:5061", "a port is given; name only the host"),
        ("sip:5061", "a port is given; name only the host"),
        ("192.0.2.1:5061", "a port is given; name only the host"),
        ("[2001:db8::7]", "brackets belong to URIs; give the bare address, such as 2001:db8::7"),
        (
            "[2001:db8::7]:5061",
            "brackets belong to URIs; give the bare address, such as 2001:db8::7",
        ),
        ("https://example.com/x", "a URI is given; name only its host"),
        ("https://example.com:443", "a URI is given; name only its host"),
        ("SIP:example.com", "a URI is given; name only its host"),
        ("sips:alice@example.com", "a URI is given; name only its host"),
        ("alice@example.com", "a user is given; name only the domain after the @"),
        ("127.1", "it ends in a number, so it must be four decimal numbers without leading zeros"),
        ("0x7f.1", "it ends in a number, so it must be four decimal numbers without leading zeros"),
        (
            "0xC00002EB",
            "it ends in a number, so it must be four decimal numbers without leading zeros",
        ),
        (
            "192.0.2.01",
            "it ends in a number, so it must be four decimal numbers without leading zeros",
        ),
        (
            "192.0.2.256",
            "it ends in a number, so it must be four decimal numbers without leading zeros",
        ),
        (
            "192.0.2.1.",
            "it ends in a number, so it must be four decimal numbers without leading zeros",
        ),
        (
            "1.2.3.4.5",
            "it ends in a number, so it must be four decimal numbers without leading zeros",
        ),
        (
            "3221226219",
            "it ends in a number, so it must be four decimal numbers without leading zeros",
        ),
        (
            "fe80::1%eth0",
            "a zone means nothing in a certificate; leave out everything from the % on",
        ),
        ("::1::", "it is no IPv6 address (RFC 4291 §2.2)"),
        ("1.2.3.4::", "it is no IPv6 address (RFC 4291 §2.2)"),
        (":1.2.3.4", "it is no IPv6 address (RFC 4291 §2.2)"),
        ("::ffff:1.2.3.4.5", "it is no IPv6 address (RFC 4291 §2.2)"),
        (&colons, "it is no IPv6 address (RFC 4291 §2.2)"),
        ("*.example.com", "a wildcard is for certificates; name one host"),
        (
            &long_label,
            "label 1 of the name has 64 bytes, and a label may have 63 (RFC 1035 §2.3.4)",
        ),
        (&long_name, "the name has 255 bytes, and a DNS name may have 253 (RFC 1035 §2.3.4)"),
    ];
    for (text, sentence) in rows {
        let error = text.parse::<ReferenceIdentity>().expect_err(text);
        assert_eq!(error.to_string(), sentence, "{text:?}");
        assert!(DnsName::try_from(text).is_err(), "{text:?}");
    }
}

#[test]
fn an_address_is_no_dns_name() {
    assert_eq!("192.0.2.1".parse::<DnsName>(), Err(ReferenceIdentityError::Number));
}

#[test]
fn the_longest_name() {
    let name = format!("{}e", "a.".repeat(126));
    assert_eq!(name.len(), DnsName::MAX_BYTES);
    assert!(name.parse::<ReferenceIdentity>().is_ok());
    assert!(format!("{name}.").parse::<ReferenceIdentity>().is_ok());
}
