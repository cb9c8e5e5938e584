//! Names.
//!
//! The laws: the matcher agrees with a second, slow implementation under all rules; letter case never matters; a wildcard
//! never matches a dot; and a suggested name matches.
//!
//! The input is text. Its first line is the reference name. Each other line is a name of the certificate: a letter for its
//! kind, then its bytes. `D` dNSName, `U` URI, `I` iPAddress, `E` mail address, `O` otherName (no bytes),
//! `S` an empty subjectAltName; common names as `C` UTF-8, `P` printable, `T` Teletex, `A` IA5, `B` BMP of ASCII,
//! `b` BMP byte by byte.
#![no_main]

use core::net::IpAddr;
use libfuzzer_sys::fuzz_target;
use trustslot::{Certificate, MatchedBy, NameMatch, NameRules, ReferenceIdentity};
use trustslot_fuzz::display::{SENTENCE, assert_fit};
use trustslot_fuzz::names::Names;
use trustslot_fuzz::twin::{self, Presented};

fuzz_target!(|data: &[u8]| {
    // Enough for a name that is too long and a few others. The twin is slow.
    if data.len() > 800 {
        return;
    }
    let mut lines = data.split(|byte| *byte == b'\n');
    let Ok(text) = core::str::from_utf8(lines.next().unwrap_or_default()) else {
        return;
    };
    let parsed = text.parse::<ReferenceIdentity>();
    assert_eq!(parsed.is_ok(), is_reference(text), "{text:?}: {parsed:?}");
    let reference = match parsed {
        Ok(reference) => reference,
        Err(error) => return assert_fit(&error.to_string(), SENTENCE),
    };
    assert_eq!(reference.to_string().parse(), Ok(reference.clone()));

    let mut presented = Presented::default();
    lines.for_each(|line| add(&mut presented, line));
    let certificate = certificate(&presented);
    for rules in ALL_RULES {
        let answer = certificate.matches(&reference, rules);
        let found = answer.as_ref().ok().map(NameMatch::by);
        let expected = twin::certificate(&presented, &reference.to_string(), rfc(rules));
        // The kinds of names are called the same in both.
        assert_eq!(format!("{found:?}"), format!("{expected:?}"), "{reference} by {rules}");
        match &answer {
            Ok(name) => {
                assert_fit(&name.to_string(), SENTENCE);
                let is_text = !matches!(
                    name.by(),
                    MatchedBy::IpAddress | MatchedBy::SipUri | MatchedBy::SipUriWildcard
                );
                if is_text {
                    let labels = |name: &str| name.split('.').count();
                    assert_eq!(labels(name.presented()), labels(&reference.to_string()));
                }
            }
            Err(mismatch) => {
                assert_fit(&format!("{mismatch}"), SENTENCE);
                assert_fit(&format!("{mismatch:#}"), SENTENCE);
                if let Some(other) = mismatch.suggested_name() {
                    assert!(certificate.matches(other, rules).is_ok(), "{other}");
                }
            }
        }
    }

    // Every letter in the other case.
    let swapped = swap_case(text.as_bytes());
    let swapped: ReferenceIdentity =
        core::str::from_utf8(&swapped).unwrap().parse().expect("the same name");
    assert_eq!(swapped, reference);
    for (tag, contents) in presented.entries.iter_mut().flatten().chain(&mut presented.common_names)
    {
        // A BMPString has two bytes for each character, so its bytes are not swapped.
        match tag {
            0x82 | 0x86 | 0x0c..=0x16 => *contents = swap_case(contents),
            _ => {}
        }
    }
    let other = self::certificate(&presented);
    for rules in ALL_RULES {
        let by = |certificate: &Certificate| {
            certificate.matches(&reference, rules).ok().map(|name| name.by())
        };
        assert_eq!(by(&certificate), by(&other), "{reference} by {rules}");
    }
});

/// The number of the RFC, by which the twin selects rules.
fn rfc(rules: NameRules) -> u16 {
    match rules {
        NameRules::Rfc2818 => 2818,
        NameRules::Rfc6125 => 6125,
        NameRules::Rfc9525 => 9525,
        _ => 5922,
    }
}

const ALL_RULES: [NameRules; 4] =
    [NameRules::Rfc2818, NameRules::Rfc6125, NameRules::Rfc9525, NameRules::Rfc5922];

fn add(presented: &mut Presented, line: &[u8]) {
    let Some((kind, contents)) = line.split_first() else {
        return;
    };
    let (tag, contents) = match kind {
        b'D' => (0x82, contents.to_vec()),
        b'U' => (0x86, contents.to_vec()),
        b'I' => (0x87, contents.to_vec()),
        b'E' => (0x81, contents.to_vec()),
        b'O' => (0xa0, b"\x06\x03\x2a\x03\x04\xa0\x02\x05\x00".to_vec()),
        b'S' => {
            presented.entries.get_or_insert_default();
            return;
        }
        b'C' => (0x0c, contents.to_vec()),
        b'P' => (0x13, contents.to_vec()),
        b'T' => (0x14, contents.to_vec()),
        b'A' => (0x16, contents.to_vec()),
        b'B' => (0x1e, contents.iter().flat_map(|c| [0, *c]).collect()),
        // Any number of bytes, even an odd one.
        b'b' => (0x1e, contents.to_vec()),
        _ => return,
    };
    if tag >= 0x80 {
        presented.entries.get_or_insert_default().push((tag, contents));
    } else {
        presented.common_names.push((tag, contents));
    }
}

fn certificate(presented: &Presented) -> Certificate {
    let mut names = Names::default();
    if let Some(entries) = &presented.entries {
        names = names.with_extension();
        for (tag, contents) in entries {
            names = names.entry(*tag, contents);
        }
    }
    for (tag, contents) in &presented.common_names {
        names = names.cn_as(*tag, contents);
    }
    Certificate::from_der(&names.der()).expect("a certificate")
}

fn swap_case(bytes: &[u8]) -> Vec<u8> {
    let swap = |byte: &u8| {
        if byte.is_ascii_alphabetic() { byte ^ 0x20 } else { *byte }
    };
    bytes.iter().map(swap).collect()
}

/// Whether a text is a reference name, implemented a second time: an address, or labels of which the last is no number.
fn is_reference(text: &str) -> bool {
    if text.parse::<IpAddr>().is_ok() {
        return true;
    }
    let name = text.strip_suffix('.').unwrap_or(text);
    let labels: Vec<&str> = name.split('.').collect();
    let is_label = |label: &&str| {
        (1..=63).contains(&label.len())
            && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    let last = labels[labels.len() - 1].to_ascii_lowercase();
    let is_number = last.chars().all(|c| c.is_ascii_digit())
        || last
            .strip_prefix("0x")
            .is_some_and(|digits| digits.chars().all(|c| c.is_ascii_hexdigit()));
    name.len() <= 253 && labels.iter().all(is_label) && !is_number
}
