use crate::name::sip::domain;

#[test]
fn domain_of_a_uri() {
    // URI, host part, why
    let rows: [(&str, Option<&str>, &str); 34] = [
        ("sip:example.com", Some("example.com"), "RFC 5922 §7.1"),
        ("SIP:Example.COM;transport=tls", Some("Example.COM"), "the scheme has no case"),
        ("sip:example.com;x=y;z", Some("example.com"), "parameters take no part"),
        ("sip:example.com?subject=x", Some("example.com"), "headers take no part"),
        ("sip:example.com:5061", Some("example.com"), "a port takes no part"),
        ("sip:example.com:5061;lr", Some("example.com"), "a port takes no part"),
        ("sips:example.com", None, "RFC 5922 §7.1: sip only"),
        ("im:example.com", None, "another scheme"),
        ("tel:+15550100", None, "another scheme"),
        ("http://example.com/", None, "another scheme"),
        ("example.com", None, "no scheme"),
        ("sip", None, "no scheme"),
        ("", None, "nothing"),
        ("sip:", None, "no host"),
        ("sip:;transport=tls", None, "no host"),
        ("sip::5061", None, "no host"),
        ("sip:alice@example.com", None, "a user part"),
        ("sip:alice:pw@example.com", None, "a user part"),
        ("sip:@example.com", None, "an empty user part"),
        ("sip:example.com@", None, "a user part, no host"),
        ("sip:evil.example;x=@example.com", None, "a user part may have ; in it"),
        ("sip:example.com@evil.example", None, "a user part"),
        ("sip:evil.example?a=@example.com", None, "a user part may have ? in it"),
        ("sip:example.com:", None, "a port without digits"),
        ("sip:example.com:x", None, "a port that is none"),
        ("sip:example.com:50:61", None, "two ports"),
        ("sip://example.com", Some("//example.com"), "a host that is not a domain"),
        ("sip:example.com/", Some("example.com/"), "a host that is not a domain"),
        ("sip:exam%70le.com", Some("exam%70le.com"), "not decoded, so no domain"),
        ("sip:example.com%00.evil", Some("example.com%00.evil"), "not decoded"),
        ("sip:*.example.com", Some("*.example.com"), "RFC 5922 §7.2: no wildcard, literal text"),
        ("sip:192.0.2.1", Some("192.0.2.1"), "an address is no domain"),
        ("sip:[2001:db8::1]:5061", Some("[2001:db8::1]:5061"), "an address is no domain"),
        ("sip: example.com", Some(" example.com"), "a space is part of it"),
    ];
    for (uri, host, why) in rows {
        let expected = host.map(str::as_bytes);
        assert_eq!(domain(uri.as_bytes()), expected, "{uri}: {why}");
    }
}
