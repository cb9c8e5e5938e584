//! Which certificate is presented, and the order of those after it.

use crate::support::key::{Key, algorithm};
use crate::support::{Issued, chain3, der, intermediate, leaf, root};
use crate::{certificate, key_pem};
use trustslot::{Certificate, Identity, IdentityError, PrivateKey};

#[test]
fn order_of_blocks_does_not_matter() {
    let (root, ca, leaf) = chain3();
    let blocks = [root.pem(), ca.pem(), leaf.pem(), key_pem(&leaf.key)];
    for order in permutations(4) {
        let file: String = order.iter().map(|&i| blocks[i].as_str()).collect();
        let identity = Identity::parse("Phone.PEM", file.as_bytes()).unwrap();
        let chain: Vec<_> = identity.chain().map(Certificate::as_der).collect();
        assert_eq!(chain, [&leaf.der, &ca.der, &root.der], "{order:?}");
        assert_eq!(identity.issuers().len(), 2);
        assert_eq!(identity.validity(), identity.certificate().validity());
    }
}

#[test]
fn both_certificates_of_a_cross_signed_issuer_are_kept() {
    let (old, new) = (root("Old Root").self_signed(), root("New Root").self_signed());
    let ca = intermediate("Test CA");
    let (by_old, by_new) = (ca.clone().signed_by(&old), ca.signed_by(&new));
    let phone = leaf("phone.example.com").signed_by(&by_old);
    let file: String = [&by_new, &old, &phone, &by_old].map(Issued::pem).concat();
    let file = file + &key_pem(&phone.key);
    let identity = Identity::parse("phone.cer", file.as_bytes()).unwrap();
    let chain: Vec<_> = identity.chain().map(Certificate::as_der).collect();
    assert_eq!(chain, [&phone.der, &by_new.der, &by_old.der, &old.der]);
}

/// A CA that was made again with the same name and another key did not issue the certificate. A signature tells, or the
/// key identifiers if no backend is built in.
#[test]
fn ca_made_again_with_another_key_is_not_an_issuer() {
    let root = root("Test Root").self_signed();
    let identified = |n: u8, key: Key| {
        let id = der::octet_string(&[n; 20]);
        intermediate("Test CA").key(key).replace_extension("2.5.29.14", false, id).signed_by(&root)
    };
    for (old, new) in [
        (Key::p256(1), Key::p256(2)),
        (Key::rsa2048(), Key::rsa3072()),
        (Key::ed25519(1), Key::ed25519(2)),
    ] {
        let (old, new) = (identified(1, old), identified(2, new));
        let phone = leaf("phone.example.com");
        let id = der::seq(&[der::implicit(0, &[1; 20])]);
        let phone = phone.replace_extension("2.5.29.35", false, id).signed_by(&old);
        let file = |issuers: &[&Issued]| {
            let issuers: String = issuers.iter().map(|issuer| issuer.pem()).collect();
            phone.pem() + &key_pem(&phone.key) + &issuers
        };
        assert!(Identity::parse("phone.pem", file(&[&old, &root]).as_bytes()).is_ok());
        let error = Identity::parse("phone.pem", file(&[&new]).as_bytes()).unwrap_err();
        assert_eq!(error, IdentityError::Unrelated { position: 2 });
        let error = Identity::parse("phone.pem", file(&[&new, &old]).as_bytes()).unwrap_err();
        assert_eq!(error, IdentityError::Unrelated { position: 2 }, "beside the right one");
    }
}

/// A signature that no backend verifies does not make a CA unrelated. Key identifiers do, if both have one.
#[test]
fn issuer_whose_signature_is_not_supported_is_joined_by_name_and_key_identifier() {
    let pkcs1 = |hash: u8| algorithm::with_null(&format!("1.2.840.113549.1.1.{hash}"));
    for (key, signature, what) in [
        (Key::rsa1024(), pkcs1(11), "RSA of 1024 bits"),
        (Key::rsa2048(), pkcs1(5), "SHA-1"),
        (Key::rsa2048(), pkcs1(4), "MD5"),
    ] {
        for (subject, authority, is_joined) in [
            (None, None, true),
            (Some(1), None, true),
            (None, Some(1), true),
            (Some(1), Some(1), true),
            (Some(1), Some(2), false),
        ] {
            let signature = || signature.clone();
            let mut ca = root("Old CA").key(key.clone()).signature_algorithm(signature());
            ca = ca.without_extension("2.5.29.14");
            if let Some(id) = subject {
                ca = ca.extension("2.5.29.14", false, der::octet_string(&[id; 20]));
            }
            let mut phone = leaf("phone.example.com").signature_algorithm(signature());
            phone = phone.without_extension("2.5.29.35");
            if let Some(id) = authority {
                let id = der::seq(&[der::implicit(0, &[id; 20])]);
                phone = phone.extension("2.5.29.35", false, id);
            }
            // Neither is verified.
            let ca = ca.signature([1; 128]).self_signed();
            let phone = phone.signature([1; 128]).signed_by(&ca);
            let file = phone.pem() + &key_pem(&phone.key) + &ca.pem();
            let read = Identity::parse("phone.pem", file.as_bytes());
            assert_eq!(read.is_ok(), is_joined, "{what}, {subject:?}, {authority:?}: {read:?}");
        }
    }
}

#[test]
fn parts_are_checked_by_the_same_rules_as_a_file() {
    let (root, ca, phone) = chain3();
    let key = || PrivateKey::from_der(phone.key.pkcs8()).unwrap();
    let [root, ca, leaf] = [&root, &ca, &phone].map(certificate);
    let identity = Identity::from_parts(vec![root, ca.clone(), leaf.clone()], key()).unwrap();
    assert_eq!(identity.certificate(), &leaf);
    let rejected = |certificates| Identity::from_parts(certificates, key()).unwrap_err();
    assert_eq!(rejected(vec![]), IdentityError::NoCertificate);
    assert_eq!(rejected(vec![ca]), IdentityError::WrongKey { certificates: 1 });
    assert_eq!(
        rejected(vec![leaf.clone(), leaf]),
        IdentityError::Duplicate { first: 1, second: 2 }
    );
}

fn permutations(count: usize) -> Vec<Vec<usize>> {
    if count == 0 {
        return vec![vec![]];
    }
    let mut all = Vec::new();
    for shorter in permutations(count - 1) {
        for at in 0..count {
            let mut longer = shorter.clone();
            longer.insert(at, count - 1);
            all.push(longer);
        }
    }
    all
}
