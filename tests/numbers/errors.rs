//! Every variant of every error about files, names, the store and saved state.

use super::{Numbered, Row, certificates, identities, row};
use trustslot::{
    BuiltInError as BuiltIn, BundleError as B, ChainError as Chain, CrlError as Crl, FileKind,
    MacAddress, NotBound, ObjectId, PemFault, Reason, ReferenceIdentityError as Name,
    SnapshotError as Snapshot, TrustStoreError as Store, UnfitReason as Unfit,
};

/// Not an error itself, but the reason in an error of the store.
impl Numbered for Unfit {
    fn code(&self) -> u16 {
        self.code()
    }
    fn word(&self) -> &'static str {
        self.word()
    }
    fn remedy(&self) -> Option<trustslot::Remedy> {
        self.remedy()
    }
}

pub(crate) fn rows() -> Vec<Row> {
    let mut rows = certificates::rows();
    rows.extend(bundle());
    rows.extend(certificates::pkcs7());
    rows.extend(chain());
    rows.extend(crl());
    rows.extend(identities::rows());
    rows.extend(store());
    rows.extend(built_in());
    rows.extend(snapshot());
    rows.extend(name());
    rows
}

fn bundle() -> Vec<Row> {
    let kind = FileKind::CertificateRequest;
    let error = certificates::damaged();
    let pkcs7 = B::Pkcs7(certificates::enveloped());
    vec![
        row(
            1101,
            "file-extension",
            B::Extension { shown: "ca.txt".into(), kind: FileKind::Archive },
        ),
        row(1102, "file-too-large", B::TooLarge { bytes: 6_000_000, limit: 5_242_880 }),
        row(1103, "file-empty", B::Empty),
        row(1104, "file-of-wrong-kind", B::WrongKind { kind }),
        row(1104, "file-of-wrong-kind", B::WrongKind { kind: FileKind::EncryptedPrivateKey }),
        row(1105, "file-mixed", B::Mixed { kind, line: 7, certificates: 2 }),
        row(1106, "block-mislabelled", B::Mislabelled { position: 2, line: 7, kind }),
        row(1107, "block-damaged", B::Pem { block: 2, line: 7, fault: PemFault::NoEnd }),
        row(
            1108,
            "certificate-unreadable",
            B::Certificate { position: 2, line: Some(7), error: error.clone() },
        ),
        row(1108, "certificate-unreadable", B::Certificate { position: 2, line: None, error }),
        row(1109, "file-not-der", B::Indefinite { kind: FileKind::Pkcs7, line: None }),
        row(1109, "file-not-der", B::Indefinite { kind: FileKind::Certificate, line: Some(7) }),
        row(1110, "pkcs7-unreadable", pkcs7),
        row(1114, "file-in-base64", B::InBase64 { kind: FileKind::Pkcs12 }),
        row(1115, "certificate-followed", followed(None, FileKind::Empty)),
        row(1115, "certificate-followed", followed(Some(7), FileKind::Certificate)),
        row(1116, "base64-within-text", B::WithinText { kind: FileKind::Certificate, line: 7 }),
        row(1117, "pkcs7-beside-blocks", B::ContainerBeside { line: 7 }),
        row(1118, "certificate-preceded", B::Preceded { bytes: 3 }),
        row(1111, "no-certificate", B::NoCertificate),
        row(1112, "too-many-certificates", B::TooMany { certificates: 900, limit: 800 }),
        row(1113, "file-out-of-memory", B::OutOfMemory),
    ]
}

fn followed(line: Option<usize>, kind: FileKind) -> B {
    B::Followed { position: 2, line, bytes: 16, kind }
}

fn chain() -> Vec<Row> {
    let error = certificates::damaged();
    vec![
        row(1201, "chain-empty", Chain::Empty),
        row(1202, "chain-too-long", Chain::TooMany { certificates: 65 }),
        row(1203, "chain-certificate-unreadable", Chain::Certificate { position: 2, error }),
    ]
}

fn crl() -> Vec<Row> {
    let malformed = trustslot::Crl::from_der(&[0x30, 0x00]).unwrap_err();
    assert!(matches!(malformed, Crl::Malformed(_)), "{malformed}");
    vec![
        row(1301, "crl-too-large", Crl::TooLarge { bytes: 6_000_000, limit: 5_242_880 }),
        row(1302, "not-a-crl", Crl::WrongKind { kind: FileKind::Certificate }),
        row(1303, "several-crls", Crl::Several),
        row(1304, "crl-block-damaged", Crl::Pem { line: 7, fault: PemFault::BadCharacter }),
        row(1305, "crl-unreadable", malformed),
        row(1306, "crl-without-next-update", Crl::NoNextUpdate),
        row(1307, "crl-never-current", Crl::NeverCurrent),
        row(1308, "crl-indirect", Crl::Indirect),
        row(1309, "crl-of-attribute-certificates", Crl::AttributeCertificates),
        row(1310, "crl-relative-name", Crl::RelativeName),
        row(1311, "crl-unknown-critical-extension", Crl::UnknownCriticalExtension { offset: 412 }),
        row(1312, "crl-out-of-memory", Crl::OutOfMemory),
        row(1313, "crl-refused-by-webpki", Crl::Engine),
        row(1314, "too-many-crls", Crl::TooMany { limit: 256 }),
        row(1315, "crl-file-too-large", Crl::FileTooLarge { bytes: 9_000_000, limit: 7_864_320 }),
    ]
}

fn store() -> Vec<Row> {
    let mut rows = vec![
        row(1601, "store-full", Store::Full { new: 1, free: 0, limit: 10 }),
        row(1601, "store-full", Store::Full { new: 12, free: 7, limit: 10 }),
        row(1603, "store-too-large", too_large(1_400, 2, 1)),
        row(1603, "store-too-large", too_large(30_000, 0, 4)),
        row(1603, "store-too-large", too_large(30_000, 0, 0)),
        row(1604, "store-out-of-memory", Store::OutOfMemory),
    ];
    let id = || ObjectId::from_bytes(b"\x55\x1d\x36").unwrap();
    for (code, word, reason) in [
        (
            1651,
            "unfit-unknown-critical-extension",
            Unfit::UnknownCriticalExtension { id: id(), is_malformed: false },
        ),
        (1652, "unfit-unsupported-key", Unfit::UnsupportedKey { key: "Ed448 key".into() }),
        (1653, "unfit-without-name", Unfit::NoName),
        (1654, "unfit-refused-by-webpki", Unfit::RefusedByWebpki),
    ] {
        let in_file = Store::Unfit { position: 2, reason: reason.clone() };
        rows.push(row(1602, "certificate-unfit", in_file));
        rows.push(row(code, word, reason));
    }
    rows
}

const fn too_large(bytes: usize, at_least: usize, at_most: usize) -> Store {
    Store::TooLarge { bytes, free: 700, limit: 24_576, at_least, at_most }
}

fn built_in() -> Vec<Row> {
    let error = certificates::damaged();
    vec![
        row(1671, "built-in-certificate-unreadable", BuiltIn::Certificate { index: 3, error }),
        row(1672, "imposed-constraint-without-root", BuiltIn::ConstraintWithoutRoot { index: 3 }),
        row(1673, "imposed-constraint-malformed", BuiltIn::ConstraintMalformed { index: 3 }),
        row(1674, "distrust-date-without-root", BuiltIn::DateWithoutRoot { index: 3 }),
    ]
}

fn snapshot() -> Vec<Row> {
    let error = certificates::damaged();
    let rolled_back = Snapshot::RolledBack { generation: 6, floor: 7 };
    vec![
        row(1701, "snapshot-too-large", Snapshot::TooLarge { bytes: 9_000_000 }),
        row(1702, "no-snapshot", Snapshot::NoSnapshot),
        row(1703, "snapshot-version", Snapshot::Version { version: 2 }),
        row(1704, "snapshot-of-another-kind", Snapshot::Kind),
        row(1705, "snapshot-damaged", Snapshot::Damaged { offset: 412 }),
        row(1706, "snapshot-digest", Snapshot::Digest),
        row(1707, "snapshot-rolled-back", rolled_back),
        row(1708, "snapshot-generation", Snapshot::GenerationExhausted),
        row(1709, "snapshot-certificate-unreadable", Snapshot::Certificate { position: 2, error }),
        row(1710, "snapshot-certificate-unfit", Snapshot::Unfit { position: 2 }),
        row(1711, "snapshot-key-mismatch", Snapshot::KeyMismatch),
        row(1712, "snapshot-out-of-memory", Snapshot::OutOfMemory),
        row(1713, "bank-unreadable", Snapshot::Unreadable),
    ]
}

fn name() -> Vec<Row> {
    vec![
        row(1901, "name-empty", Name::Empty),
        row(1902, "name-too-long", Name::TooLong { bytes: 254 }),
        row(1903, "name-empty-label", Name::EmptyLabel { position: 2 }),
        row(1904, "name-label-too-long", Name::LabelTooLong { position: 2, bytes: 64 }),
        row(1905, "name-bad-character", Name::BadCharacter { character: '/' }),
        row(1906, "name-not-ascii", Name::NotAscii),
        row(1907, "name-with-port", Name::Port),
        row(1908, "name-in-brackets", Name::Brackets),
        row(1909, "name-is-uri", Name::Uri),
        row(1910, "name-with-user", Name::User),
        row(1911, "name-is-number", Name::Number),
        row(1912, "name-with-zone", Name::Zone),
        row(1913, "name-bad-address", Name::BadAddress),
        row(1914, "name-wildcard", Name::Wildcard),
        row(1915, "name-with-prefix", Name::Prefix),
        row(2001, "not-a-mac-address", "sip".parse::<MacAddress>().unwrap_err()),
        row(2101, "certificate-generic", NotBound::Generic),
        row(
            2102,
            "certificate-of-another-phone",
            NotBound::OtherMac { mac: MacAddress::new([2; 6]) },
        ),
        row(2103, "certificate-without-mac", NotBound::NoMac),
        row(2104, "client-foreign", NotBound::Foreign),
    ]
}

#[test]
fn a_code_never_changes_its_meaning() {
    rows().iter().for_each(Row::check);
}

/// A log line with a number alone is enough: no error and no reason of a verdict shares it.
#[test]
fn codes_and_words_of_errors_and_reasons_are_unique_together() {
    let reasons = Reason::ALL.iter().map(|reason| (reason.code(), reason.word()));
    let mut all: Vec<_> = rows().iter().map(|row| (row.code, row.word)).chain(reasons).collect();
    all.push(certificates::UNREACHED);
    all.sort_unstable();
    all.dedup();
    for (index, (code, word)) in all.iter().enumerate() {
        for (other, other_word) in all.iter().skip(index + 1) {
            assert!(code != other && word != other_word, "{code} {word}, {other} {other_word}");
        }
    }
}
