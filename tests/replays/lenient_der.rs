//! Encodings that a lenient parser accepts: outside the signature, in parameters, in headers.

use crate::der::refused_everywhere;
use crate::forge;
use crate::judge::{HOST, peer, trusting, upload};
use crate::mutate::{Node, Wrong};
use crate::support::extensions::SUBJECT_ALT_NAME;
use crate::support::issue::assemble;
use crate::support::key::algorithm;
use crate::support::names::general;
use crate::support::{Issued, Key, chain3, der, intermediate, leaf, root};
use trustslot::{
    BlockList, BlockedBy, BuiltIn, Bundle, Certificate, KeyAlgorithm, Reason, TrustStore,
};

#[test]
fn replay_12_certificate_changed_outside_its_signature() {
    let (root, ca, leaf) = chain3();
    let bits = |unused| der::bit_string_unused(unused, &leaf.signature);
    // DER requires that unused bits are 0; here the last one is, or is not.
    let one_unused = |last_bit: u8| {
        let mut signature = leaf.signature.clone();
        if let Some(last) = signature.last_mut() {
            *last = *last & 0xfe | last_bit;
        }
        der::bit_string_unused(1, &signature)
    };
    let with_null = algorithm::with_null(algorithm::ECDSA_SHA256);
    let mut longer = vec![der::SEQUENCE, 0x83, 0x00];
    longer.extend_from_slice(&leaf.der[2..]);
    let mut trailing = leaf.der.clone();
    trailing.push(0);
    let inside = der::seq(&[&*leaf.tbs, &leaf.signature_algorithm, &bits(0), &der::null()]);
    for (der, words) in [
        (assemble(&leaf.tbs, &with_null, &bits(0)), "its two signature algorithms differ"),
        (
            assemble(&leaf.tbs, &leaf.signature_algorithm, &one_unused(0)),
            "the bits are no whole number of bytes",
        ),
        (assemble(&leaf.tbs, &leaf.signature_algorithm, &one_unused(1)), "the value is not DER"),
        (assemble(&leaf.tbs, &leaf.signature_algorithm, &bits(8)), "the value is not DER"),
        (longer, "the length is not DER"),
        (trailing, "bytes are left over"),
        (inside, "bytes are left over"),
    ] {
        refused_everywhere(&ca, &root, &der, words);
    }
    // Within the signature: the same numbers in other encodings.
    let r_and_s = Node::read(&leaf.signature);
    for number in 0..r_and_s.count() {
        for wrong in Wrong::ALL {
            let signature = der::bit_string(&r_and_s.write_wrongly(number, wrong));
            let der = assemble(&leaf.tbs, &leaf.signature_algorithm, &signature);
            let variant = Issued { der, ..leaf.clone() };
            peer(&[&variant, &ca], &root).refused(Reason::BadSignature);
        }
    }
    for signature in
        [[&*leaf.signature, &[0]].concat(), [&*leaf.signature, &leaf.signature].concat()]
    {
        let der = assemble(&leaf.tbs, &leaf.signature_algorithm, &der::bit_string(&signature));
        peer(&[&Issued { der, ..leaf.clone() }, &ca], &root).refused(Reason::BadSignature);
    }
    // Anybody can turn an ECDSA signature into a second valid one. The certificate with it is another certificate: it
    // takes another entry of the store, and has another fingerprint. A block list still knows it.
    let twin = der::bit_string(&forge::twin_of(&leaf.signature));
    let twin =
        Issued { der: assemble(&leaf.tbs, &leaf.signature_algorithm, &twin), ..leaf.clone() };
    peer(&[&twin, &ca], &root).passes();
    peer(&[&leaf, &ca], &root).passes();
    let mut store = trusting(&[&leaf]);
    assert_eq!(upload(&mut store, &leaf.der).unwrap().known, 1);
    assert_eq!(upload(&mut store, &twin.der).unwrap().new, 1);
    let [leaf, twin] = [&leaf, &twin].map(|issued| Certificate::from_der(&issued.der).unwrap());
    assert_ne!(leaf.fingerprint(), twin.fingerprint());
    for (blocked, presented) in [(&leaf, &twin), (&twin, &leaf), (&leaf, &leaf)] {
        let mut list = BlockList::new();
        list.block_certificate(blocked);
        assert_eq!(list.blocks(presented), Some(BlockedBy::Certificate));
    }
}

#[test]
fn replay_13_real_taken_for_null() {
    let root = root("RSA").key(Key::rsa2048()).self_signed();
    let signed = |parameters: &[u8]| {
        let algorithm = algorithm::with_parameters(algorithm::RSA_SHA256, parameters);
        peer(&[&leaf(HOST).signature_algorithm(algorithm).signed_by(&root)], &root)
    };
    for parameters in [&b"\x09\x00"[..], b"\x04\x00", b"\x30\x00", b"\x05\x01\x00", b"\x09\x01\x00"]
    {
        signed(parameters).refused(Reason::UnsupportedSignatureAlgorithm);
    }
    signed(b"\x05\x81\x00").unreadable("the length is not DER");
    signed(b"\x05\x00\x05\x00").unreadable("bytes are left over");
    signed(b"\x05\x00").passes();
}

#[test]
fn replay_15_encoding_that_is_not_der_accepted() {
    // Ed25519 keys are the same in every run, so no key identifier looks like an element by chance.
    let root = root("Test Root").key(Key::ed25519(0)).self_signed();
    let ca = intermediate("Test CA").key(Key::ed25519(1)).signed_by(&root);
    let described = || leaf(HOST).key(Key::rsa2048()).ca(false).email("a@example.com");
    let good = described().ip([192, 0, 2, 7]).signed_by(&ca);
    let tree = Node::read(&good.tbs);
    let signed_der = |tbs: &[u8]| {
        let signature = der::bit_string(&ca.key.sign(tbs));
        assemble(tbs, &good.signature_algorithm, &signature)
    };
    let signed = |tbs: &[u8]| {
        let cert = Issued { der: signed_der(tbs), ..good.clone() };
        peer(&[&cert, &ca], &root)
    };
    let refused_as_file = |der: Vec<u8>, why: &str| {
        for name in ["x.der", "x.pem"] {
            let Ok(bundle) = Bundle::parse(name, &der) else {
                continue;
            };
            let mut store = TrustStore::new(BuiltIn::EMPTY);
            if store.add(&bundle).is_err() {
                continue;
            }
            // A fault inside a public key makes it a key of an unknown kind, and such a pin is rejected.
            let kind = store.custom()[0].key_algorithm();
            assert_eq!(kind, KeyAlgorithm::Other, "{why}: taken as {name}");
            let fake = Issued { der: der.clone(), ..good.clone() };
            let pinned = peer(&[&fake], &root).trusting(store);
            pinned.refused(Reason::PeerKeyUnsupported);
        }
    };
    assert!(tree.count() > 60, "{}", tree.count());
    for number in 0..tree.count() {
        for wrong in Wrong::ALL {
            let why = format!("{wrong:?} of element {number}");
            let tbs = tree.write_wrongly(number, wrong);
            signed(&tbs).refused_somehow(&why);
            refused_as_file(signed_der(&tbs), &why);
        }
        // Contents that are not the shortest or not the only encoding of a value.
        let tag = tree.tag_of(number);
        let edit = |act: &dyn Fn(&[u8]) -> Vec<u8>| {
            let written =
                tree.write_with(number, &mut |tag, contents| der::tlv(tag, &act(contents)));
            let why = format!("element {number} of kind {tag:02x}");
            signed(&written).refused_somehow(&why);
            refused_as_file(signed_der(&written), &why);
        };
        match tag {
            der::INTEGER => {
                edit(&|contents| [&[0], contents].concat());
                edit(&|contents| [&[0xff, 0xff], contents].concat());
                edit(&|_| Vec::new());
            }
            der::OID => {
                edit(&|contents| [&[0x80], contents].concat());
                edit(&|contents| [contents, &[0x80, 0x01]].concat());
                edit(&|contents| [contents, &[0x81]].concat());
                edit(&|_| Vec::new());
            }
            der::BOOLEAN => {
                for bytes in [&[0x01][..], &[0x7f], &[0xff, 0xff], &[]] {
                    edit(&|_| bytes.to_vec());
                }
            }
            der::NULL => edit(&|_| vec![0]),
            _ => {}
        }
    }
    // The same for the elements outside the signed part.
    let whole = Node::read(&good.der);
    for number in 0..whole.count() {
        for wrong in Wrong::ALL {
            let why = format!("{wrong:?} of element {number}");
            let der = whole.write_wrongly(number, wrong);
            let fake = Issued { der: der.clone(), ..good.clone() };
            peer(&[&fake, &ca], &root).refused_somehow(&why);
            refused_as_file(der, &why);
        }
    }
    signed(&tree.write()).passes();
    let mut store = TrustStore::new(BuiltIn::EMPTY);
    assert_eq!(upload(&mut store, &good.der).unwrap().new, 1);
    // BER allows a string in several pieces; DER does not.
    let pieces = der::tlv(0x24, &der::octet_string(&der::seq(&[general::dns(HOST)])));
    let extension = der::seq(&[der::oid(SUBJECT_ALT_NAME), pieces]);
    let pieces = leaf(HOST).no_san().extension_raw(extension).signed_by(&ca);
    peer(&[&pieces, &ca], &root).unreadable("in the extensions");
}
