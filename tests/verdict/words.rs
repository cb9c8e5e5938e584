//! The texts of small values of the library, and how they are made.

use crate::support::{NOW, der, leaf, root};
use crate::verifier::{certificate, chain, file, verifier};
use core::fmt::Display;
use core::net::IpAddr;
use sha2::{Digest as _, Sha256};
use std::collections::HashSet;
use trustslot::pki_types::ServerName;
use trustslot::{
    BlockList, BlockedBy, BuiltIn, Certificate, CertificateFlag, Chain, ChainError, Clock, CrlKind,
    DnsName, FileKind, HashAlgorithm, KeyAlgorithm, KeyFormat, MacAddress, NameRules, Policy,
    ReferenceIdentity, SignatureAlgorithm, TrustStore, Verdict,
};
#[cfg(feature = "identity")]
use trustslot::{KeyHandle, PrivateKey, PrivateKeyError, SlotKind};

#[track_caller]
fn said<T: Display>(rows: impl IntoIterator<Item = (T, &'static str)>) {
    for (value, words) in rows {
        assert_eq!(value.to_string(), words);
    }
}

#[test]
fn values_are_displayed_in_words() {
    use {CertificateFlag as F, KeyAlgorithm as K, SignatureAlgorithm as S};
    said([
        (K::Rsa { bits: 2048 }, "RSA 2048"),
        (K::P256, "EC P-256"),
        (K::P384, "EC P-384"),
        (K::P521, "EC P-521"),
        (K::Ed25519, "Ed25519"),
        (K::Other, "other"),
    ]);
    said([
        (S::RsaPkcs1(HashAlgorithm::Md2), "RSA with MD2"),
        (S::RsaPkcs1(HashAlgorithm::Md5), "RSA with MD5"),
        (S::RsaPkcs1(HashAlgorithm::Sha1), "RSA with SHA-1"),
        (S::Ecdsa(HashAlgorithm::Sha256), "ECDSA with SHA-256"),
        (S::Ecdsa(HashAlgorithm::Sha384), "ECDSA with SHA-384"),
        (S::RsaPkcs1(HashAlgorithm::Sha512), "RSA with SHA-512"),
        (S::RsaPss, "RSA-PSS"),
        (S::Ed25519, "Ed25519"),
        (S::Other, "other"),
    ]);
    said([
        (NameRules::Rfc2818, "RFC 2818 §3.1"),
        (NameRules::Rfc6125, "RFC 6125 §6"),
        (NameRules::Rfc9525, "RFC 9525 §6"),
        (NameRules::Rfc5922, "RFC 5922 §7"),
    ]);
    said([
        (BlockedBy::Certificate, "individually"),
        (BlockedBy::Key, "by its public key"),
        (BlockedBy::SerialNumber, "by its issuer and serial number"),
    ]);
    #[cfg(feature = "identity")]
    said([
        (SlotKind::Unique, "unique"),
        (SlotKind::Generic, "generic"),
        (SlotKind::Custom, "custom"),
    ]);
    said([
        (F::Expired, "expired"),
        (F::NotYetValid, "not yet valid"),
        (F::ExpiresSoon, "expires soon"),
        (F::NotACa, "not a CA"),
        (F::SelfIssued, "self-issued"),
        (F::Weak, "weak"),
    ]);
    said([
        (CrlKind::Complete, "CRL"),
        (CrlKind::Delta, "delta CRL"),
        (CrlKind::SomeReasons, "CRL for certain reasons only"),
    ]);
}

#[test]
fn reference_identities_are_equal_however_they_are_made() {
    let name = DnsName::try_from("SIP.example.com").unwrap();
    assert_eq!(AsRef::<str>::as_ref(&name), name.as_str());
    let parsed: ReferenceIdentity = "SIP.example.com".parse().unwrap();
    assert_eq!(ReferenceIdentity::from(name), parsed);
    assert_eq!(ReferenceIdentity::try_from("SIP.example.com"), Ok(parsed));
    let address: IpAddr = "2001:db8::1".parse().unwrap();
    let parsed: ReferenceIdentity = "2001:db8::1".parse().unwrap();
    assert_eq!(ReferenceIdentity::from(address), parsed);
    assert!(ReferenceIdentity::try_from("*.example.com").is_err());
    assert!(DnsName::try_from("192.0.2.1").is_err(), "an address is not a name");

    let mac = MacAddress::new([0x00, 0x15, 0x65, 0x12, 0x34, 0xab]);
    assert_eq!("00:15:65:12:34:ab".parse(), Ok(mac));
}

#[test]
#[cfg(feature = "identity")]
fn debug_of_a_key_handle_withholds_it() {
    let handle = KeyHandle::new("slot 3");
    assert_eq!(format!("{handle:?}"), "KeyHandle(6 bytes)");
}

#[test]
fn reference_identities_convert_to_and_from_server_names() {
    let from = |name: &str| ReferenceIdentity::try_from(&ServerName::try_from(name).unwrap());
    for name in ["sip.example.com", "_sip.example.com", "192.0.2.1", "2001:db8::1", "pbx"] {
        let reference: ReferenceIdentity = name.parse().unwrap();
        assert_eq!(from(name), Ok(reference.clone()));
        let there = ServerName::try_from(&reference).unwrap();
        assert_eq!(there, ServerName::try_from(name).unwrap());
    }
    assert_eq!(from("SIP.Example.com."), "sip.example.com".parse());
    // A label that begins or ends with a hyphen is a name only here.
    for name in ["-a.example.com", "a-.example.com"] {
        let reference: ReferenceIdentity = name.parse().unwrap();
        assert!(ServerName::try_from(&reference).is_err(), "{name}");
    }
}

/// The certificates come from an iterator, which is not read beyond the limit of a chain.
#[test]
fn chain_from_presented_certificates_has_the_limits_of_a_chain() {
    let root = root("Test CA").self_signed();
    let leaf = leaf("x").signed_by(&root);
    let parsed = Chain::from_presented(&leaf.der, [&root.der]).unwrap();
    assert_eq!(parsed, Chain::from_der(&[&leaf.der, &root.der]).unwrap());
    let broken = Chain::from_presented(&leaf.der, [&root.der[..9]]).unwrap_err();
    assert!(matches!(broken, ChainError::Certificate { position: 2, .. }), "{broken}");
    let most = Chain::MAX_CERTIFICATES;
    let full = Chain::from_presented(&leaf.der, vec![&root.der; most - 1]).unwrap();
    assert_eq!(full.others().len(), most - 1);
    let mut taken = 0;
    let endless = core::iter::repeat_with(|| {
        taken += 1;
        b"no certificate"
    });
    let refusal = Chain::from_presented(b"no certificate", endless).unwrap_err();
    assert_eq!(refusal, ChainError::TooMany { certificates: most + 1 });
    assert_eq!(refusal.to_string(), "the peer presented 65 certificates; the limit is 64");
    assert_eq!(taken, most);
}

#[test]
fn certificates_are_equal_if_their_bytes_are() {
    let (one, two) = (root("One").self_signed(), root("Two").self_signed());
    let copies = [&one, &two, &one].map(certificate);
    let distinct: HashSet<Certificate> = copies.into_iter().collect();
    assert_eq!(distinct.len(), 2);
    let newer = Certificate::from_der(&leaf("x").version(9).self_signed().der);
    let error = newer.unwrap_err();
    assert_eq!(error.to_string(), "its version is not 1, 2 or 3");
    assert!(error.offset() > 0, "{error}");
}

/// A compromised key can be blocked by its digest, without a certificate.
#[test]
fn key_is_blocked_by_its_digest() {
    const HOST: &str = "phone.example.com";
    let root = root("Test Root").self_signed();
    let (lost, other) = (leaf(HOST).signed_by(&root), leaf("other").signed_by(&root));
    let judge = |blocked: BlockList| {
        let mut store = TrustStore::new(BuiltIn::EMPTY);
        store.add(&file(&[&root])).unwrap();
        let verifier = verifier(store, Policy::STRICT).with_block_list(blocked);
        verifier.verify_server(&chain(&[&lost]), &HOST.parse().unwrap(), Clock::set(NOW))
    };
    let blocking = |spki: &[u8]| {
        let mut blocked = BlockList::new();
        assert!(blocked.is_empty());
        blocked.block_key(Sha256::digest(spki).into());
        assert!(!blocked.is_empty());
        judge(blocked)
    };
    assert!(judge(BlockList::new()).is_trusted());
    assert!(blocking(other.key.spki()).is_trusted());
    let Verdict::Rejected(findings) = blocking(lost.key.spki()) else { panic!("a blocked key") };
    assert_eq!(findings.to_string(), "the certificate is blocked by its public key");
}

#[test]
fn mismatch_of_a_finding_has_the_reference_and_the_rules() {
    let issued = leaf("phone.example.com").self_signed();
    let meant: ReferenceIdentity = "sip.example.com".parse().unwrap();
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    store.add(&file(&[&issued])).unwrap();
    for rules in [NameRules::Rfc2818, NameRules::Rfc9525] {
        let verifier = verifier(store.clone(), Policy::STRICT.with_name_rules(rules));
        let verdict = verifier.verify_server(&chain(&[&issued]), &meant, Clock::set(NOW));
        let finding = verdict.findings().and_then(|found| found.decisive()).unwrap();
        let mismatch = finding.name_mismatch().unwrap();
        assert_eq!((mismatch.rules(), mismatch.reference()), (rules, &meant));
    }
}

#[test]
fn file_of_integers_is_identified_by_their_number() {
    let numbers = |list: &[u8]| {
        let list: Vec<_> = list.iter().map(|n| der::integer(&[*n])).collect();
        der::seq(&list)
    };
    for (file, kind, why) in [
        (numbers(&[77, 3]), FileKind::PublicKey, "an RSA modulus and exponent"),
        (numbers(&[77, 2]), FileKind::KeyParameters, "a Diffie-Hellman generator"),
        (numbers(&[77, 11, 4]), FileKind::KeyParameters, "DSA parameters"),
        (numbers(&[8, 77, 11, 4]), FileKind::PublicKey, "a legacy DSA key"),
        (numbers(&[0, 77, 11, 4, 8, 3]), FileKind::PrivateKey(KeyFormat::Dsa), "a private DSA key"),
        (
            der::seq(&[der::oid("1.2.3"), der::null()]),
            FileKind::OtherAsn1,
            "an algorithm by itself",
        ),
    ] {
        assert_eq!(FileKind::detect(&file), kind, "{why}");
    }
}

#[test]
#[cfg(feature = "identity")]
fn private_key_messages_give_the_limits() {
    let numbers: Vec<_> = [0, 77, 11, 4, 8, 3].iter().map(|n| der::integer(&[*n])).collect();
    let dsa = PrivateKey::from_der(&der::seq(&numbers)).unwrap_err();
    let says = "the private key is of an unsupported kind: DSA";
    assert_eq!(dsa.to_string(), says);
    let bytes = PrivateKey::MAX_BYTES + 1;
    let long = PrivateKey::from_der(&vec![0x30; bytes]).unwrap_err();
    assert_eq!(long, PrivateKeyError::TooLarge { bytes });
    let says = "the private key is 16385 bytes; the limit is 16384";
    assert_eq!(long.to_string(), says);
    let text = vec![b' '; PrivateKey::MAX_PEM_BYTES + 1];
    let long = PrivateKey::from_pem(&text).unwrap_err();
    let says = "the file is 5242881 bytes; the limit is 5242880";
    assert_eq!(long.to_string(), says);
    let other = PrivateKey::from_pem(b"-----BEGIN CERTIFICATE-----\nAAAA\n").unwrap_err();
    let says = "the PEM text with the private key is damaged near line 1";
    assert_eq!(other.to_string(), says);
}
