//! The numbers and digests in a signature.

use crate::algorithms::refused_as_weak;
use crate::forge;
use crate::judge::{HOST, peer, store_refused};
use crate::public_keys::is_unfit_for_its_key;
use crate::support::extensions::AUTHORITY_KEY_ID;
use crate::support::key::{algorithm, rsa_spki};
use crate::support::{Cert, Issued, Key, chain3, der, intermediate, leaf, root};
use ring::digest::{SHA1_FOR_LEGACY_USE_ONLY, SHA256, SHA384, digest};
use trustslot::Reason;

/// A leaf below "Cube Root" and its bytes to be signed. It does not name the issuer's key.
fn unsigned(cert: &Cert, kind: &str) -> (Cert, Vec<u8>) {
    let cert = cert.clone().without_extension(AUTHORITY_KEY_ID);
    let cert = cert.signature_algorithm(algorithm::with_null(kind));
    let anyone = root("Cube Root").self_signed();
    let tbs = cert.clone().signature([0]).signed_by(&anyone).tbs;
    (cert, tbs)
}

/// An RSA root with exponent 3, and a signature whose cube is `block`.
fn cube_root_for(block: &[u8]) -> (Issued, Vec<u8>) {
    let (modulus, signature) = forge::modulus_for(block);
    let spki = rsa_spki(&modulus, &[3]);
    (root("Cube Root").spki(spki).self_signed(), signature)
}

#[test]
fn replay_28_padding_parsed_instead_of_compared() {
    // The second kind of forgery needs an odd digest.
    let (cert, hash) = (1..=u8::MAX)
        .map(|serial| unsigned(&leaf(HOST).serial(&[1, serial]), algorithm::RSA_SHA256))
        .map(|(cert, tbs)| (cert, digest(&SHA256, &tbs)))
        .find(|(_, hash)| hash.as_ref()[31] & 1 == 1)
        .unwrap();
    let hash = hash.as_ref();
    let right = forge::padded(256, forge::SHA256_INFO, hash);
    let (root, good) = cube_root_for(&right);
    let ask =
        |signature: Vec<u8>| peer(&[&cert.clone().signature(signature).signed_by(&root)], &root);
    ask(good.clone()).passes();

    // Junk after the digest, with eight bytes of padding, one or none.
    for padding in [&[0xff; 8][..], &[0xff; 1], &[]] {
        let start = [&[0, 1], padding, &[0], forge::SHA256_INFO, hash].concat();
        ask(forge::cube_root_starting(256, &start)).refused(Reason::BadSignature);
        // The same without NULL in the DigestInfo, and in a block for encryption.
        let bare = b"\x30\x2f\x30\x0b\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x04\x20";
        let start = [&[0, 1], padding, &[0], bare, hash].concat();
        ask(forge::cube_root_starting(256, &start)).refused(Reason::BadSignature);
        let start = [&[0, 2], padding, &[0], forge::SHA256_INFO, hash].concat();
        ask(forge::cube_root_starting(256, &start)).refused(Reason::BadSignature);
    }
    // Junk inside the parameters: everything after it is where it belongs.
    let end = [&[0x04, 0x20], hash].concat();
    let info = |parameters: u8| {
        let oid = b"\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01";
        let start = [&[0, 1], &[0xff; 8][..], &[0]].concat();
        let outer = u16::try_from(256 - start.len() - 4).unwrap();
        let inner = outer - 4 - u16::try_from(end.len()).unwrap();
        let junk = inner - u16::try_from(oid.len()).unwrap() - 4;
        let length = |length: u16| [&[0x82], &length.to_be_bytes()[..]].concat();
        let head = |tag: u8, count: u16| [&[tag], &*length(count)].concat();
        [start, head(0x30, outer), head(0x30, inner), oid.to_vec(), head(parameters, junk)].concat()
    };
    for kind in [0x04, 0x05, 0x30] {
        let forged = forge::cube_root_between(256, &info(kind), &end);
        ask(forged).refused(Reason::BadSignature);
    }
    // Signatures of another length than the modulus.
    ask([&[0], &*good].concat()).refused(Reason::BadSignature);
    ask(good[1..].to_vec()).refused(Reason::BadSignature);
    ask(vec![0; 256]).refused(Reason::BadSignature);
    ask(vec![0xff; 256]).refused(Reason::BadSignature);
    // The right digest under the name of another algorithm.
    let (root, other) = cube_root_for(&forge::padded(256, forge::SHA1_INFO, hash));
    let confused = cert.signature(other).signed_by(&root);
    peer(&[&confused], &root).refused(Reason::BadSignature);
}

#[test]
fn replay_29_zero_signature_valid_for_any_message() {
    let zero = &[0][..];
    let one = &[1][..];
    for (key, order) in
        [(Key::p256(29), &forge::P256_ORDER[..]), (Key::p384(29), &forge::P384_ORDER)]
    {
        let root = root("Test Root").key(key).self_signed();
        let ask =
            |signature: Vec<u8>| peer(&[&leaf(HOST).signature(signature).signed_by(&root)], &root);
        for (r, s) in [
            (zero, zero),
            (order, order),
            (zero, one),
            (one, zero),
            (zero, order),
            (order, zero),
            (one, one),
            (order, one),
            (one, order),
            (&[0xff; 32], &[0xff; 32]),
            (&[0xff; 48], &[0xff; 48]),
        ] {
            ask(forge::signature(r, s)).refused(Reason::BadSignature);
        }
        let negative =
            der::seq(&[der::tlv(der::INTEGER, &[0xff]), der::tlv(der::INTEGER, &[0xff])]);
        let empty = der::seq(&[der::tlv(der::INTEGER, &[]), der::tlv(der::INTEGER, &[])]);
        for signature in
            [negative, empty, der::seq::<Vec<u8>>(&[]), vec![0; 64], vec![0; 96], vec![]]
        {
            ask(signature).refused(Reason::BadSignature);
        }
        peer(&[&leaf(HOST).signed_by(&root)], &root).passes();
    }
    let root = root("Test Root").key(Key::ed25519(29)).self_signed();
    for signature in [vec![0; 64], vec![], [&[1], &[0; 63][..]].concat(), vec![0xff; 64]] {
        let fake = leaf(HOST).signature(signature).signed_by(&root);
        peer(&[&fake], &root).refused(Reason::BadSignature);
    }
    // With a key of small order, a signature made without the private key verifies for many messages.
    let middle = |y: [u8; 2], between: u8| [&y[..1], &[between; 30], &y[1..]].concat();
    let order_8 = [
        b"\x26\xe8\x95\x8f\xc2\xb2\x27\xb0\x45\xc3\xf4\x89\xf2\xef\x98\xf0\xd5\xdf\xac\x05\xd3\xc6\x33\x39\xb1\x38\x02\x88\x6d\x53\xfc\x05",
        b"\xc7\x17\x6a\x70\x3d\x4d\xd8\x4f\xba\x3c\x0b\x76\x0d\x10\x67\x0f\x2a\x20\x53\xfa\x2c\x39\xcc\xc6\x4e\xc7\xfd\x77\x92\xac\x03\x7a",
    ];
    for (key, sign) in [
        middle([0x00, 0x00], 0x00),
        middle([0x01, 0x00], 0x00),
        middle([0xec, 0x7f], 0xff),
        middle([0xed, 0x7f], 0xff),
        middle([0xee, 0x7f], 0xff),
        order_8[0].to_vec(),
        order_8[1].to_vec(),
    ]
    .into_iter()
    .flat_map(|key| [(key.clone(), 0x00), (key, 0x80)])
    {
        let mut key = key;
        key[31] |= sign;
        let spki = crate::support::key::spki(&algorithm::bare(algorithm::ED25519), &key);
        let small = intermediate("Small").key(Key::ed25519(1)).spki(&*spki).signed_by(&root);
        for signature in [[0; 64].to_vec(), [&key[..], &[0; 32]].concat()] {
            let below = leaf(HOST).signature(signature).signed_by(&small);
            peer(&[&below, &small], &root).refused(Reason::UnsupportedKey);
        }
        let anchor = intermediate("Small").spki(&*spki).self_signed();
        is_unfit_for_its_key(&store_refused(&anchor.der));
        peer(&[&leaf(HOST).spki(spki).signed_by(&root)], &root).refused(Reason::PeerKeyUnsupported);
    }
    let ca = intermediate("Test CA").key(Key::ed25519(1)).signed_by(&root);
    peer(&[&leaf(HOST).signed_by(&ca), &ca], &root).passes();
    peer(&[&leaf(HOST).signed_by(&root)], &root).passes();
}

#[test]
fn replay_30_digest_size_not_checked_for_ecdsa() {
    let (root, ca, _) = chain3();
    let signed = |kind: &str, act: &dyn Fn(&[u8]) -> Vec<u8>| {
        let cert = leaf(HOST).signature_algorithm(algorithm::bare(kind));
        let tbs = cert.clone().signature([0]).signed_by(&ca).tbs;
        let signature = forge::sign_digest(&ca.key, &act(&tbs));
        peer(&[&cert.signature(signature).signed_by(&ca), &ca], &root)
    };
    let sha1 = |tbs: &[u8]| digest(&SHA1_FOR_LEGACY_USE_ONLY, tbs).as_ref().to_vec();
    let sha256 = |tbs: &[u8]| digest(&SHA256, tbs).as_ref().to_vec();
    let sha384 = |tbs: &[u8]| digest(&SHA384, tbs).as_ref()[..32].to_vec();
    // All signatures are genuine, over digests of other sizes.
    let weak = Reason::WeakSignatureAlgorithm;
    refused_as_weak(&signed(algorithm::ECDSA_SHA1, &sha1), weak, false);
    signed(algorithm::ECDSA_SHA256, &sha1).refused(Reason::BadSignature);
    signed(algorithm::ECDSA_SHA256, &|tbs| sha256(tbs)[..20].to_vec())
        .refused(Reason::BadSignature);
    signed(algorithm::ECDSA_SHA256, &|_| Vec::new()).refused(Reason::BadSignature);
    signed(algorithm::ECDSA_SHA256, &sha384).refused(Reason::BadSignature);
    signed(algorithm::ECDSA_SHA384, &sha256).refused(Reason::BadSignature);
    signed("1.2.840.10045.4.3.1", &sha256).refused(Reason::UnsupportedSignatureAlgorithm);
    signed("1.2.840.10045.4.3", &sha256).refused(Reason::UnsupportedSignatureAlgorithm);

    signed(algorithm::ECDSA_SHA256, &sha256).passes();
    signed(algorithm::ECDSA_SHA384, &sha384).passes();
}
