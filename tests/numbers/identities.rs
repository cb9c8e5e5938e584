//! Every variant of every error about private keys, identities and the slot.

use super::{Numbered, Row, certificates, row};
use trustslot::pki_types::UnixTime;
use trustslot::{
    FileKind, Findings, IdentityError as Identity, IdentityFinding as Finding, MacAddress,
    PemFault, PrivateKeyError as Key, Remedy, SlotError, Usage,
};

impl Numbered for Finding {
    fn code(&self) -> u16 {
        self.code()
    }
    fn word(&self) -> &'static str {
        self.word()
    }
    fn remedy(&self) -> Option<Remedy> {
        self.remedy()
    }
}

pub(crate) fn rows() -> Vec<Row> {
    let mut rows = keys();
    rows.extend(identities());
    rows.extend(slot());
    rows.extend(handshakes());
    rows
}

fn keys() -> Vec<Row> {
    let costly =
        Key::CostlyEncryption { what: "the iteration count", asked: 1 << 40, limit: 1 << 20 };
    vec![
        row(1401, "not-a-private-key", Key::NotAKey),
        row(1402, "several-private-keys", Key::SeveralKeys { count: 2 }),
        row(1403, "key-file-too-large", Key::FileTooLarge { bytes: 6_000_000 }),
        row(1404, "key-too-large", Key::TooLarge { bytes: 70_000 }),
        row(1405, "key-text-damaged", Key::BadText { line: 7 }),
        row(1406, "key-unreadable", Key::Unreadable { form: "PKCS#8", offset: 12 }),
        row(1407, "key-encrypted", Key::EncryptedPkcs8),
        row(1408, "key-legacy-encrypted", Key::LegacyEncrypted),
        row(1409, "key-encryption-unsupported", Key::UnsupportedEncryption),
        row(1410, "key-encryption-costly", costly),
        row(1411, "wrong-passphrase", Key::WrongPassphrase),
        row(1412, "key-in-openssh-format", Key::OpenSsh),
        row(1413, "key-algorithm-unsupported", Key::UnsupportedAlgorithm { name: "X25519".into() }),
        row(1414, "key-curve-unsupported", Key::UnsupportedCurve { name: "secp256k1".into() }),
        row(1415, "key-curve-explicit", Key::ExplicitCurve),
        row(1416, "rsa-multi-prime", Key::MultiPrime),
        row(1417, "rsa-too-short", Key::WeakRsa { bits: 1024 }),
        row(1418, "rsa-too-long", Key::OversizedRsa { bits: 16_384 }),
        row(1419, "rsa-exponent", Key::BadExponent),
        row(1420, "rsa-weak-primes", Key::WeakPrimes),
        row(1421, "rsa-roca", Key::RocaModulus),
        row(1422, "key-inconsistent", Key::Inconsistent { what: "the primes" }),
        row(1423, "rsa-composite-prime", Key::CompositePrime),
        row(1424, "key-parameters-foreign", Key::Parameters { what: "there are two" }),
        row(1425, "key-mislabelled", Key::Mislabelled { kind: FileKind::Certificate }),
        row(1426, "key-out-of-memory", Key::OutOfMemory),
        row(1427, "ed25519-key-in-openssh-format", Key::OpenSshEd25519),
    ]
}

fn identities() -> Vec<Row> {
    let kind = FileKind::CertificateRequest;
    let error = certificates::damaged();
    let unreadable = Identity::Certificate { position: 2, line: 7, error };
    vec![
        row(
            1501,
            "identity-extension",
            Identity::Extension { shown: "phone.p12".into(), kind: FileKind::Pkcs12 },
        ),
        row(1502, "identity-too-large", Identity::TooLarge { bytes: 6_000_000 }),
        row(1503, "identity-empty", Identity::Empty),
        row(1504, "identity-of-wrong-kind", Identity::WrongKind { kind }),
        row(1504, "identity-of-wrong-kind", Identity::WrongKind { kind: FileKind::Pkcs12 }),
        row(1505, "identity-mixed", Identity::Mixed { kind, line: 7 }),
        row(
            1506,
            "identity-block-damaged",
            Identity::Pem { block: 2, line: 7, fault: PemFault::NoEnd },
        ),
        row(1507, "identity-without-key", Identity::NoKey),
        row(1508, "identity-without-certificate", Identity::NoCertificate),
        row(1509, "identity-with-several-keys", Identity::SeveralKeys { count: 2 }),
        row(
            1510,
            "identity-with-too-many-certificates",
            Identity::TooManyCertificates { count: 11 },
        ),
        row(1511, "identity-key-refused", Identity::Key(Key::MultiPrime)),
        row(1512, "identity-certificate-unreadable", unreadable),
        row(1513, "key-of-another-certificate", Identity::WrongKey { certificates: 1 }),
        row(1513, "key-of-another-certificate", Identity::WrongKey { certificates: 3 }),
        row(1514, "key-of-several-certificates", Identity::SeveralFit { first: 1, second: 2 }),
        row(1515, "identity-certificate-twice", Identity::Duplicate { first: 1, second: 2 }),
        row(1516, "identity-certificate-unrelated", Identity::Unrelated { position: 2 }),
        row(1517, "identity-out-of-memory", Identity::OutOfMemory),
        row(1518, "key-handle-length", Identity::Handle { bytes: 0 }),
        row(1519, "key-handle-signature", Identity::HandleSignature),
        row(1520, "key-handle-unverified", Identity::HandleUnverified),
        row(
            1521,
            "identity-certificate-refused",
            Identity::Refused { position: 2, error: certificates::damaged() },
        ),
    ]
}

fn slot() -> Vec<Row> {
    let time = UnixTime::since_unix_epoch(core::time::Duration::from_secs(1_780_272_000));
    let mac = MacAddress::new([0x00, 0x15, 0x65, 0x12, 0x34, 0xab]);
    let other = MacAddress::new([0x00, 0x15, 0x65, 0x12, 0x34, 0xac]);
    vec![
        row(1801, "identity-of-another-phone", SlotError::NotTheMac { mac, named: Some(other) }),
        row(1801, "identity-of-another-phone", SlotError::NotTheMac { mac, named: None }),
        row(1802, "identity-is-unique", SlotError::IsUnique { mac }),
        row(1851, "identity-not-issued-for-role", Finding::Purpose { role: Usage::ServerAuth }),
        row(1851, "identity-not-issued-for-role", Finding::Purpose { role: Usage::ClientAuth }),
        row(1852, "identity-key-usage", Finding::KeyUsage { role: Usage::ServerAuth }),
        row(1852, "identity-key-usage", Finding::KeyUsage { role: Usage::ClientAuth }),
        row(1853, "identity-critical-extension", Finding::CriticalExtension),
        row(1854, "identity-is-ca", Finding::Ca),
        row(1855, "identity-weak", Finding::Weak),
        row(1856, "identity-expired", Finding::Expired { end: time }),
        row(1857, "identity-not-yet-valid", Finding::NotYetValid { begin: time }),
        row(1858, "identity-expires-soon", Finding::ExpiresSoon { end: time }),
        row(
            1803,
            "identity-of-another-vendor",
            SlotError::NotTheVendor { findings: Findings::default() },
        ),
    ]
}

/// Refusals of handshakes, and identities that a TLS library cannot load.
#[cfg(feature = "rustls-0_23")]
fn handshakes() -> Vec<Row> {
    use trustslot::rustls_0_23::{Refusal, ResolveError as Resolve};
    use trustslot::{
        Clock, KeyAlgorithm, Policy, ReferenceIdentityError, TrustStore, Verdict, Verifier,
    };

    let verifier = Verifier::with_algorithms(TrustStore::default(), Policy::STRICT, &[]);
    let nothing: [&[u8]; 0] = [];
    let Verdict::Rejected(findings) = verifier.verify_client_der(&nothing, Clock::Unset) else {
        panic!("nothing was presented")
    };
    let certificate: Box<str> = "\"phone\"".into();
    let (key, backend) = (KeyAlgorithm::P521, "Ring".into());
    let unsupported = Resolve::UnsupportedKey { certificate: certificate.clone(), key, backend };
    let in_element = Resolve::InElement { certificate: certificate.clone() };
    let cause = "the element is busy".into();
    vec![
        row(2801, "peer-rejected", Refusal::from(findings)),
        row(2802, "dialed-name-unusable", Refusal::from(ReferenceIdentityError::Port)),
        row(2811, "backend-cannot-sign", unsupported),
        row(2812, "key-in-secure-element", in_element),
        row(2813, "secure-element-failed", Resolve::Element { certificate, cause }),
    ]
}

/// Numbers of a feature that this build does not have.
#[cfg(not(feature = "rustls-0_23"))]
fn handshakes() -> Vec<Row> {
    Vec::new()
}

/// The numbers of `handshakes`, where the sources have them and this build does not.
pub(crate) const HANDSHAKES: &[(u16, &str)] = &[
    (2801, "peer-rejected"),
    (2802, "dialed-name-unusable"),
    (2811, "backend-cannot-sign"),
    (2812, "key-in-secure-element"),
    (2813, "secure-element-failed"),
];
