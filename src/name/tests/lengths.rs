//! Messages stay short and work stays small, however long the names are.

use super::certificate::Names;
use super::constraints::{DNS, violation};
use super::hints::mismatch;
use super::names;
use crate::name::{NameHint, NameRules};
use NameRules::{Rfc2818, Rfc5922};

#[test]
fn message_stays_short() {
    let host = format!("{}e", "a.".repeat(126));
    let mut names = names();
    for _ in 0..150 {
        names = names.dns(&"\u{1}".repeat(400));
    }
    for rules in super::ALL_RULES {
        let mismatch = mismatch(&names, &host, rules);
        assert!(format!("{mismatch:#}").len() <= 1024);
        assert_eq!((mismatch.presented().len(), mismatch.presented_count()), (3, 150));
    }
    // The longest message: three long names, a hint with a fourth, and twice the reference.
    let long = |byte: char| byte.to_string().repeat(400);
    let three = || Names::default().dns(&long('\u{1}')).dns(&long('\u{2}')).dns(&long('\u{3}'));
    let sip = |label: &str| format!("sip:{}e", label.repeat(126));
    let domain = "a.".repeat(124) + "e";
    let rows = [
        (
            Names::default().cn(&host).cn(&"\u{1f600}".repeat(400)),
            &host,
            Rfc2818,
            NameHint::EarlierCommonName,
        ),
        (
            three().dns("a.*.c").dns(&format!("*.*.{domain}")),
            &host,
            Rfc2818,
            NameHint::TwoWildcards,
        ),
        (three().dns(&format!("*.{domain}")), &host, Rfc2818, NameHint::WildcardTooDeep),
        (three().dns(&format!("bb.{domain}")), &domain, Rfc5922, NameHint::HostWithinDomain),
        (
            three().uri(&sip("b.")).uri(&sip("c.")).uri(&sip("d.")).dns(&host),
            &host,
            Rfc5922,
            NameHint::SipUriHidesDns,
        ),
    ];
    for (names, host, rules, hint) in rows {
        let mismatch = mismatch(&names, host, rules);
        assert_eq!(mismatch.hint(), Some(hint));
        let length = format!("{mismatch:#}").len();
        assert!((660..=1024).contains(&length), "{hint:?}: {length}");
    }
}

#[test]
fn many_wildcards_take_little_time() {
    let names = names()
        .dns(&format!("{}.example.com", "*".repeat(40)))
        .dns(&format!("{}b", "*a".repeat(120)));
    let host = format!("{}.{}.example.com", "a".repeat(63), "a".repeat(63));
    assert_eq!(mismatch(&names, &host, Rfc2818).hint(), None);
    let host = format!("{}.example.com", "a".repeat(63));
    assert_eq!(mismatch(&names, &host, Rfc2818).hint(), Some(NameHint::TwoWildcards));
}

#[test]
fn longest_name_can_be_a_near_miss() {
    let domain = format!("{}b.c", "a.".repeat(122));
    let host = |length: usize| format!("{}.{domain}", "h".repeat(length - domain.len() - 1));
    for (length, hint) in [(253, Some(NameHint::HostWithinDomain)), (254, None)] {
        let names = names().dns(&host(length));
        assert_eq!(mismatch(&names, &domain, Rfc2818).hint(), hint, "{length}");
    }
}

/// No host name is longer than 253 bytes (RFC 1035 §2.3.4), so longer ones are malformed.
#[test]
fn constraints_apply_up_to_the_longest_name() {
    let ca = names().cn("CA").permitted(DNS, "example.com");
    for (length, expected) in [(252, true), (253, true), (254, false), (255, false), (300, false)] {
        let first = if length % 2 == 0 { "b" } else { "" };
        let host = format!("{first}{}example.com", "a.".repeat((length - 11) / 2));
        assert_eq!(host.len(), length);
        let leaf = names().dns("phone.example.com").dns(&host);
        let answer = violation(&ca, &leaf, "phone.example.com", NameRules::Rfc2818);
        assert_eq!(answer.is_none(), expected, "{length}: {answer:?}");
    }
}
