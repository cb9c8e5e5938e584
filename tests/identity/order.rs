//! Which certificate is presented, and the order of those after it.

use crate::support::{Issued, chain3, intermediate, leaf, root};
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
