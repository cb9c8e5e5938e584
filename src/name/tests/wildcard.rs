use crate::name::dns::DnsName;
use crate::name::rules::Wildcards;
use crate::name::wildcard::{Fit, Target};
use crate::text::is_shown_as_it_is;
use proptest::prelude::*;

#[track_caller]
fn fit(presented: &str, reference: &str, wildcards: Wildcards) -> Option<Fit> {
    let name: DnsName = reference.parse().expect("a name");
    Target::new(&name).fit(presented.as_bytes(), wildcards)
}

#[test]
fn wildcards_of_rfc_2818() {
    // presented, reference, match, why
    let rows = [
        ("foo.a.com", "foo.a.com", true, "the same"),
        ("FOO.a.Com", "foo.A.com", true, "RFC 2818 §3.1 leans on RFC 2459: case never matters"),
        ("*.a.com", "foo.a.com", true, "RFC 2818 §3.1"),
        ("*.a.com", "bar.foo.a.com", false, "RFC 2818 §3.1: one label only"),
        ("*.a.com", "a.com", false, "the wildcard covers one label"),
        ("f*.com", "foo.com", true, "RFC 2818 §3.1"),
        ("f*.com", "bar.com", false, "RFC 2818 §3.1"),
        ("F*.COM", "foo.com", true, "case never matters"),
        ("*o.com", "foo.com", true, "a fragment at the other end"),
        ("f*o.com", "foo.com", true, "a fragment in the middle"),
        ("f*o.com", "fo.com", false, "a wildcard covers at least one character"),
        ("f*.com", "f.com", false, "a wildcard covers at least one character"),
        ("*f.com", "f.com", false, "a wildcard covers at least one character"),
        ("fo*of.com", "foof.com", false, "the two parts do not overlap"),
        ("fo*of.com", "fooof.com", true, "the two parts do not overlap"),
        ("f*", "foo", true, "a fragment of the only label"),
        ("*", "foo", false, "every name there is"),
        ("*.com", "a.com", false, "a whole top-level name"),
        ("*.", "a.com", false, "not a name"),
        ("*.com.", "a.com", false, "a final dot"),
        ("*.a.com.", "foo.a.com", false, "a final dot"),
        ("a.com.", "a.com", false, "a final dot"),
        ("a.com.", "a.com.", false, "a final dot in the certificate"),
        ("a.com", "a.com.", true, "a final dot only marks the reference as absolute"),
        ("*.co.uk", "foo.co.uk", true, "there is no list of public suffixes"),
        ("www.*.com", "www.a.com", false, "RFC 6125 §6.4.3: left-most only"),
        ("www.a.*", "www.a.com", false, "RFC 6125 §6.4.3: left-most only"),
        ("*.*.com", "www.a.com", false, "two"),
        ("*.*.a.com", "x.y.a.com", false, "two"),
        ("**.a.com", "x.a.com", false, "two"),
        ("*x*.a.com", "axa.a.com", false, "two"),
        ("*.a.com", "xn--caf-dma.a.com", true, "a whole label, encoded or not"),
        ("xn--*.a.com", "xn--caf-dma.a.com", false, "CVE-2014-1492"),
        ("XN--caf*.a.com", "xn--caf-dma.a.com", false, "CVE-2014-1492"),
        ("x*.a.com", "xn--caf-dma.a.com", false, "a part of an A-label"),
        ("*--caf-dma.a.com", "xn--caf-dma.a.com", false, "CVE-2013-7440"),
        ("*.xn--caf-dma.com", "a.xn--caf-dma.com", true, "the A-label is not touched"),
        ("xn--example-.org", "example.org", false, "RUSTSEC-2024-0421: not decoded"),
        ("example.org.xn--", "example.org.", false, "RUSTSEC-2024-0421: not decoded"),
        ("b*.example.com", "phone.example.com", false, "CVE-2018-9127"),
        ("b*.example.com", "bphone.example.com", true, "CVE-2018-9127"),
        ("", "a", false, "empty"),
        (".", "a", false, "empty labels"),
        (".a.com", "a.com", false, "an empty label"),
        ("*..a.com", "x.a.com", false, "an empty label"),
        (".*", "a.com", false, "an empty label"),
        ("a.com\0.evil.example", "a.com", false, "CVE-2009-2408"),
        ("a.com\0", "a.com", false, "CVE-2009-2408"),
        ("\0a.com", "a.com", false, "CVE-2009-2408"),
        ("a.com ", "a.com", false, "a space"),
        ("*.a.com\0", "x.a.com", false, "NUL"),
        ("ａ.com", "a.com", false, "fullwidth letters are not folded"),
        ("a_b.c-.com", "a_b.c-.com", true, "underscores and edge hyphens are in use"),
        ("ample.com", "example.com", false, "no suffix"),
        ("com", "example.com", false, "no suffix"),
        ("example.com", "foo.example.com", false, "no suffix"),
    ];
    for (presented, reference, expected, why) in rows {
        let fits = fit(presented, reference, Wildcards::Fragment).is_some();
        assert_eq!(fits, expected, "{presented:?} for {reference}: {why}");
    }
}

#[test]
fn wildcards_by_rules() {
    // presented, reference, none, whole label, fragment
    let rows = [
        ("foo.a.com", "foo.a.com", true, true, true),
        ("*.a.com", "foo.a.com", false, true, true),
        ("f*.a.com", "foo.a.com", false, false, true),
        ("*.com", "a.com", false, false, false),
        ("foo.*.com", "foo.a.com", false, false, false),
    ];
    for (presented, reference, none, whole, fragment) in rows {
        let answers = [Wildcards::None, Wildcards::WholeLabel, Wildcards::Fragment]
            .map(|wildcards| fit(presented, reference, wildcards).is_some());
        assert_eq!(answers, [none, whole, fragment], "{presented} for {reference}");
    }
}

#[test]
fn match_reports_whether_a_wildcard_was_used() {
    assert_eq!(fit("a.b.c", "a.b.c", Wildcards::Fragment), Some(Fit::Exact));
    assert_eq!(fit("*.b.c", "a.b.c", Wildcards::Fragment), Some(Fit::Wildcard));
    assert_eq!(fit("a*.b.c", "ab.b.c", Wildcards::Fragment), Some(Fit::Wildcard));
}

proptest! {
    /// So a name that matched is shown without being searched for what must be escaped.
    #[test]
    fn names_that_fit_a_host_are_shown_as_they_are(
        reference in r"[ab]{1,3}(\.[ab]{1,2}){0,2}",
        first in r"[aAb*]{0,3}",
        changed in proptest::option::of((0_usize..8, r#"[*."'\\\x00\x7f]"#)),
    ) {
        let rest = reference.find('.').map_or("", |dot| &reference[dot..]);
        let mut presented = format!("{first}{rest}");
        if let Some((place, byte)) = changed.filter(|(place, _)| *place < presented.len()) {
            presented.replace_range(place..=place, &byte);
        }
        for wildcards in [Wildcards::None, Wildcards::WholeLabel, Wildcards::Fragment] {
            if fit(&presented, &reference, wildcards).is_some() {
                prop_assert!(is_shown_as_it_is(presented.as_bytes(), reference.len()));
            }
        }
    }
}
