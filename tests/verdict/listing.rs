//! The trust store as the web page of a phone lists it.

use crate::support::key::algorithm;
use crate::support::names::{COUNTRY, ORGANIZATION, name, rdn};
use crate::support::{Cert, Issued, Key, NOW, der, intermediate, leaf, root};
use crate::verifier::{built_in, file};
use trustslot::{CertificateFlag as F, Clock, StorePart, TrustRole, TrustSource, TrustStore};

const DAY: u64 = 86_400;

fn store_of(built: &[&Issued], uploaded: &[&Issued]) -> TrustStore {
    let mut store = TrustStore::new(built_in(built));
    store.add(&file(uploaded)).unwrap();
    store
}

#[test]
fn store_is_listed_as_the_web_page_shows_it() {
    let (old, company) =
        (root("Old Root").expired().self_signed(), root("Company Root").self_signed());
    let unnamed =
        name(&[rdn(COUNTRY, &der::printable("TW")), rdn(ORGANIZATION, &der::utf8("Telecom"))]);
    let unnamed = root("").subject(unnamed).self_signed();
    let ca = intermediate("Phones CA").signed_by(&company);
    let pbx = leaf("pbx.example.com").valid("2026-01-01", "2026-06-02").self_signed();
    let mut store = store_of(&[&old, &unnamed], &[&ca, &pbx]);
    let off = store.built_in().next().unwrap().fingerprint();
    assert!(store.disable(&off));
    let lines = |source| -> Vec<String> {
        let rows = store.list(source, Clock::set(NOW));
        rows.iter().map(ToString::to_string).collect()
    };
    let built = [
        "1  \"Old Root\"  issued by \"Old Root\"  until 2026-05-31  built-in anchor, disabled  (expired, self-issued)",
        "2  \"Telecom\"  issued by \"Telecom\"  until 2040-01-01  built-in anchor  (self-issued)",
    ];
    assert_eq!(
        lines(TrustSource::BuiltIn),
        built,
        "a root without a common name has no empty cell"
    );
    let custom = [
        "1  \"Phones CA\"  issued by \"Company Root\"  until 2040-01-01  custom anchor",
        "2  \"pbx.example.com\"  issued by \"pbx.example.com\"  until 2026-06-02  custom pin  (expires soon, not a CA, self-issued)",
    ];
    assert_eq!(lines(TrustSource::Custom), custom, "indices begin at 1 in each listing");
    let all = lines(TrustSource::All);
    assert_eq!(all[..2], built, "the built-in part comes first");
    assert_eq!(all[2..].iter().map(|row| &row[..1]).collect::<Vec<_>>(), ["3", "4"]);
    let row = &store.list(TrustSource::Custom, Clock::Unset)[0];
    assert_eq!((row.part, row.role), (StorePart::Custom, TrustRole::Anchor));
    assert_eq!(row.certificate.fingerprint().to_string().len(), 95, "SHA-256, 32 bytes");
    assert_eq!(row.certificate.key_algorithm().to_string(), "EC P-256");
    assert_eq!(row.certificate.signature_algorithm().to_string(), "ECDSA with SHA-256");
}

#[test]
fn flags_of_a_listed_certificate() {
    let sha1 = || algorithm::with_null(algorithm::RSA_SHA1);
    let from_2020 = |to: u64| root("R").valid("2020-01-01", to);
    let by_another = |cert: Cert| cert.signed_by(&root("R").self_signed());
    let at = Clock::set;
    let rows: Vec<(Issued, Clock, &[F], &str)> = vec![
        (root("R").self_signed(), at(NOW), &[F::SelfIssued], "a root, as usual"),
        (by_another(intermediate("I")), at(NOW), &[], "nothing to say"),
        (from_2020(NOW - 1).self_signed(), at(NOW), &[F::Expired, F::SelfIssued], "a second ago"),
        (
            from_2020(NOW).self_signed(),
            at(NOW),
            &[F::ExpiresSoon, F::SelfIssued],
            "the last second is within the validity",
        ),
        (
            from_2020(NOW - 1).self_signed(),
            Clock::at_least(NOW),
            &[F::Expired, F::SelfIssued],
            "a floor shows that it has expired",
        ),
        (
            from_2020(NOW - 1).self_signed(),
            Clock::Unset,
            &[F::SelfIssued],
            "without a clock it is unknown",
        ),
        (
            root("R").not_yet_valid().self_signed(),
            at(NOW),
            &[F::NotYetValid, F::SelfIssued],
            "becomes valid in a second",
        ),
        (
            root("R").not_yet_valid().self_signed(),
            Clock::at_least(NOW),
            &[F::SelfIssued],
            "a floor does not show that it is valid already",
        ),
        (
            from_2020(NOW + 90 * DAY).self_signed(),
            at(NOW),
            &[F::ExpiresSoon, F::SelfIssued],
            "a long life: 90 days ahead",
        ),
        (from_2020(NOW + 90 * DAY + 1).self_signed(), at(NOW), &[F::SelfIssued], "91 days ahead"),
        (
            root("R").valid(NOW - 42 * DAY, NOW + 5 * DAY).self_signed(),
            at(NOW),
            &[F::SelfIssued],
            "47 days, field 36: five left are more than a tenth",
        ),
        (
            root("R").valid(NOW - 43 * DAY, NOW + 4 * DAY).self_signed(),
            at(NOW),
            &[F::ExpiresSoon, F::SelfIssued],
            "47 days: four left are less than a tenth",
        ),
        (
            by_another(leaf("a.example.com")),
            at(NOW),
            &[F::NotACa],
            "a server's certificate, pinned",
        ),
        (
            root("R")
                .key(Key::rsa1024())
                .signature_algorithm(sha1())
                .signature([0; 128])
                .self_signed(),
            at(NOW),
            &[F::SelfIssued, F::Weak],
            "RSA 1024",
        ),
        (
            root("R").key(Key::rsa2048()).signature_algorithm(sha1()).self_signed(),
            at(NOW),
            &[F::SelfIssued],
            "the SHA-1 signature on a root does not matter",
        ),
        (
            by_another(intermediate("I").signature_algorithm(sha1())),
            at(NOW),
            &[F::Weak],
            "the SHA-1 signature on another certificate does",
        ),
    ];
    for (issued, clock, flags, why) in rows {
        let custom = store_of(&[], &[&issued]).list(TrustSource::All, clock);
        assert_eq!(custom[0].flags, flags, "{why}");
        let built = store_of(&[&issued], &[&root("Other").self_signed()]);
        let built = built.list(TrustSource::BuiltIn, clock);
        assert_eq!(built[0].flags, flags, "{why}: in the built-in part");
    }
}
