use crate::name::{DnsName, ReferenceIdentity, ReferenceIdentityError};

#[test]
fn names_and_addresses_parse() {
    // text, displayed form
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
        assert_eq!(reference, shown.parse().expect(shown), "parsed again");
    }
    assert_eq!(format!("{:>8}", "pbx".parse::<DnsName>().expect("pbx")), "     pbx");
}

#[test]
fn text_that_is_neither_is_explained() {
    let long_label = format!("{}.example", "a".repeat(64));
    let long_name = format!("{}example", "a.".repeat(124));
    let colons = ":".repeat(200);
    // text, message
    let rows = [
        ("", "no name is given"),
        (" ", "' ' is not allowed in a host name"),
        (".", "label 1 of the name is empty"),
        ("..", "label 1 of the name is empty"),
        ("a..b", "label 2 of the name is empty"),
        (".a", "label 1 of the name is empty"),
        ("a b", "' ' is not allowed in a host name"),
        ("a\0", "'\\0' is not allowed in a host name"),
        ("a\n", "'\\n' is not allowed in a host name"),
        ("192.0.2.0/24", "'/' is not allowed in a host name"),
        ("exam%70le.com", "'%' is not allowed in a host name"),
        ("höst.example", "the name has characters beyond ASCII"),
        ("host:5061", "the name includes a port"),
        ("sip:5061", "the name includes a port"),
        ("192.0.2.1:5061", "the name includes a port"),
        ("[2001:db8::7]", "the address is in brackets"),
        ("[2001:db8::7]:5061", "the address is in brackets"),
        ("https://example.com/x", "this is a URI, not a host name"),
        ("https://example.com:443", "this is a URI, not a host name"),
        ("SIP:example.com", "this is a URI, not a host name"),
        ("sips:alice@example.com", "this is a URI, not a host name"),
        ("alice@example.com", "the name includes a user"),
        ("127.1", "the name ends in a number, but is not an IPv4 address"),
        ("0x7f.1", "the name ends in a number, but is not an IPv4 address"),
        ("0xC00002EB", "the name ends in a number, but is not an IPv4 address"),
        ("192.0.2.01", "the name ends in a number, but is not an IPv4 address"),
        ("192.0.2.256", "the name ends in a number, but is not an IPv4 address"),
        ("192.0.2.1.", "the name ends in a number, but is not an IPv4 address"),
        ("1.2.3.4.5", "the name ends in a number, but is not an IPv4 address"),
        ("3221226219", "the name ends in a number, but is not an IPv4 address"),
        ("fe80::1%eth0", "the address includes a zone"),
        ("::1::", "this is not an IPv6 address (RFC 4291 §2.2)"),
        ("1.2.3.4::", "this is not an IPv6 address (RFC 4291 §2.2)"),
        (":1.2.3.4", "this is not an IPv6 address (RFC 4291 §2.2)"),
        ("::ffff:1.2.3.4.5", "this is not an IPv6 address (RFC 4291 §2.2)"),
        (&colons, "this is not an IPv6 address (RFC 4291 §2.2)"),
        ("*.example.com", "the name has a wildcard"),
        (&long_label, "label 1 of the name is 64 bytes; the limit is 63 (RFC 1035 §2.3.4)"),
        (&long_name, "the name is 255 bytes; the limit is 253 (RFC 1035 §2.3.4)"),
    ];
    for (text, sentence) in rows {
        let error = text.parse::<ReferenceIdentity>().expect_err(text);
        assert_eq!(error.to_string(), sentence, "{text:?}");
        assert!(DnsName::try_from(text).is_err(), "{text:?}");
    }
}

#[test]
fn address_is_not_a_dns_name() {
    assert_eq!("192.0.2.1".parse::<DnsName>(), Err(ReferenceIdentityError::Number));
}

#[test]
fn longest_name_parses() {
    let name = format!("{}e", "a.".repeat(126));
    assert_eq!(name.len(), DnsName::MAX_BYTES);
    assert!(name.parse::<ReferenceIdentity>().is_ok());
    assert!(format!("{name}.").parse::<ReferenceIdentity>().is_ok());
}
