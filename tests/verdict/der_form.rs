//! Malformed parts of certificates that bare webpki does not parse. The library parses all of a certificate before it
//! verifies anything. Each row gives the result of webpki too, so that a row without a difference is noticed.

use crate::case::{Case, HOST, good, leaf_that};
use crate::support::extensions::{EXT_KEY_USAGE, SERVER_AUTH, SUBJECT_ALT_NAME};
use crate::support::names::{self, general};
use crate::support::{Cert, der, root};
use crate::webpki_gaps::{Bare, bare, bare_name};
use trustslot::Chain;

/// The results of bare webpki for the path, and for the name.
const BOTH: (Bare, Bare) = (Bare::Accepts, Bare::Accepts);
const NEITHER: (Bare, Bare) = (Bare::Refuses, Bare::Refuses);

/// A leaf with malformed bytes at one place, below a valid signature. It must fail to parse.
#[test]
fn parts_that_webpki_ignores_must_be_well_formed() {
    let padded_key = |leaf: Cert| {
        let mut spki = crate::support::Key::p256(3).spki().to_vec();
        // An extra byte after this place, with all lengths around it correct.
        spki.push(0);
        spki[1] += 1;
        leaf.spki(spki)
    };
    let trailing = |value: Vec<u8>| der::concat(&[value, der::null()]);
    let dns = |name: &str| general::dns(name);
    let duplicate = |leaf: Cert| {
        leaf.extension("1.3.6.1.4.1.55555.1.2", false, der::null()).extension(
            "1.3.6.1.4.1.55555.1.2",
            false,
            der::null(),
        )
    };
    let bad_oid = |leaf: Cert| {
        let id = der::tlv(der::OID, &[0x2b, 0x80, 0x01]);
        leaf.extension_raw(der::seq(&[id, der::octet_string(&der::null())]))
    };
    let bad_name = |leaf: Cert| {
        let mut name = names::common_name(HOST);
        // The length of the last string is one more than its bytes.
        let at = name.len() - HOST.len() - 1;
        name[at] += 1;
        leaf.subject(name)
    };
    let rows: Vec<(Case, &str, (Bare, Bare), &str)> = vec![
        (leaf_that(|leaf| leaf.serial(&[])), "the serial number", BOTH, "an empty INTEGER"),
        (leaf_that(|leaf| leaf.serial(&[0, 1])), "the serial number", BOTH, "a padded INTEGER"),
        (leaf_that(bad_name), "the subject", BOTH, "a bad length in a name"),
        (
            leaf_that(|leaf| leaf.subject(trailing(names::common_name(HOST)))),
            "",
            NEITHER,
            "an element after the name",
        ),
        (leaf_that(padded_key), "the public key", BOTH, "a byte after the key"),
        (leaf_that(duplicate), "duplicate extension", BOTH, "an unknown extension, twice"),
        (leaf_that(bad_oid), "", BOTH, "an OID with a padded arc"),
        (
            leaf_that(|leaf| leaf.san_value(der::seq(&[dns(HOST), vec![0x82, 9, b'x']]))),
            "the subject alternative name",
            BOTH,
            "garbage after the name that matches",
        ),
        (
            leaf_that(|leaf| leaf.san_value(trailing(der::seq(&[dns(HOST)])))),
            "the subject alternative name",
            NEITHER,
            "an element after the names",
        ),
        (
            leaf_that(|leaf| {
                let value = der::seq(&[der::oid(SERVER_AUTH), vec![0x06, 9, 1]]);
                leaf.replace_extension(EXT_KEY_USAGE, false, value)
            }),
            "the extended key usage",
            BOTH,
            "garbage behind serverAuth",
        ),
        (
            leaf_that(|leaf| {
                let value = trailing(der::seq(&[der::oid(SERVER_AUTH)]));
                leaf.replace_extension(EXT_KEY_USAGE, false, value)
            }),
            "the extended key usage",
            NEITHER,
            "an element after the purposes",
        ),
        (
            leaf_that(|leaf| leaf.valid("1960-01-01", "2040-01-01")),
            "before 1970",
            (Bare::Refuses, Bare::Accepts),
            "a date before 1970, which webpki rejects too",
        ),
        (
            leaf_that(|leaf| leaf.replace_extension(SUBJECT_ALT_NAME, false, [])),
            "the subject alternative name",
            NEITHER,
            "no name in it",
        ),
    ];
    good().is_trusted("the same chain without a fault");
    let root = root("Test Root").self_signed();
    let mut differ = Vec::new();
    for (case, field, alone, why) in rows {
        let said = (bare(&case.presented, &root), bare_name(&case.presented[0], HOST));
        if said != alone {
            differ.push((said, why));
        }
        let der: Vec<_> = case.presented.iter().map(|issued| issued.der.as_slice()).collect();
        let error = Chain::from_der(&der).unwrap_err().to_string();
        assert!(error.starts_with("certificate 1 of the chain cannot be read: "), "{why}: {error}");
        assert!(error.contains(field), "{why}: {error}");
        let good = good();
        let behind = [good.presented[0].der.as_slice(), der[0]];
        let error = Chain::from_der(&behind).unwrap_err().to_string();
        assert!(error.starts_with("certificate 2 of the chain cannot be read: "), "{why}: {error}");
    }
    assert_eq!(differ, [], "the current result of webpki");
}
