//! Changes of the presented chain, the anchors and the question.

use super::{Kind, whole};
use trustslot_kit::{Key, intermediate, leaf, root};

pub const KINDS: &[Kind] = &[
    whole("other order of the chain", |draft, dice| {
        let others = &mut draft.question.presented[1..];
        for i in (1..others.len()).rev() {
            others.swap(i, dice.below(i + 1));
        }
    }),
    whole("one certificate is missing", |draft, dice| {
        let presented = &mut draft.question.presented;
        if presented.len() > 1 {
            presented.remove(1 + dice.below(presented.len() - 1));
        }
    }),
    whole("the root is presented", |draft, dice| {
        let root = draft.path.last().expect("a root").der.clone();
        let at = 1 + dice.below(draft.question.presented.len());
        draft.question.presented.insert(at, root);
    }),
    whole("the root is presented and not trusted", |draft, _| {
        let root = draft.path.last().expect("a root").der.clone();
        draft.question.presented.push(root);
        draft.question.anchors.clear();
    }),
    whole("one certificate is sent twice", |draft, dice| {
        let presented = &mut draft.question.presented;
        let again = presented[dice.below(presented.len())].clone();
        presented.push(again);
    }),
    whole("the leaf is not first", |draft, _| draft.question.presented.reverse()),
    whole("no anchor", |draft, _| draft.question.anchors.clear()),
    whole("another anchor", |draft, _| {
        draft.question.anchors = vec![root("Other Root").key(Key::ed25519(50)).self_signed().der];
    }),
    whole("an anchor of the same name", |draft, dice| {
        let twin = root("Test Root").key(Key::ed25519(51)).self_signed();
        let at = dice.below(draft.question.anchors.len() + 1);
        draft.question.anchors.insert(at, twin.der);
    }),
    whole("an anchor of the same name alone", |draft, _| {
        draft.question.anchors = vec![root("Test Root").key(Key::ed25519(52)).self_signed().der];
    }),
    whole("an intermediate is the anchor", |draft, _| {
        draft.question.anchors = vec![draft.path[1].der.clone()];
    }),
    whole("the leaf is the anchor", |draft, _| {
        draft.question.anchors = vec![draft.path[0].der.clone()];
    }),
    whole("the leaf is one anchor", |draft, _| {
        draft.question.anchors.push(draft.path[0].der.clone());
    }),
    whole("self-signed leaf", |draft, dice| {
        let cert = leaf(crate::case::HOST).key(Key::ed25519(53));
        let cert = match dice.below(4) {
            0 => cert.ca(true),
            1 => cert.ca(false),
            2 => cert.version(1),
            _ => cert,
        };
        let pin = cert.self_signed().der;
        draft.question.presented = vec![pin.clone()];
        if dice.below(4) > 0 {
            draft.question.anchors = vec![pin];
        }
    }),
    whole("issued by a leaf", |draft, _| {
        let issuer = leaf("issuer.example.com").key(Key::ed25519(54)).signed_by(&draft.path[1]);
        let victim = leaf(crate::case::HOST).key(Key::ed25519(55)).signed_by(&issuer);
        draft.question.presented.splice(0..1, [victim.der, issuer.der]);
    }),
    whole("a CA of the same name", |draft, dice| {
        let twin = intermediate("Test CA 1")
            .key(Key::ed25519(56))
            .signed_by(draft.path.last().expect("a root"));
        let at = 1 + dice.below(draft.question.presented.len());
        draft.question.presented.insert(at, twin.der);
    }),
    whole("an expired twin of the CA", |draft, _| {
        let at = (draft.path.len() - 1).min(1);
        let above = draft.path.get(at + 1).unwrap_or(&draft.path[at]);
        let twin = intermediate("Test CA 1").key(Key::ed25519(1)).expired().signed_by(above);
        draft.question.presented.insert(1, twin.der);
    }),
    whole("a CA issued itself a new key", |draft, _| {
        // RFC 5280 §3.2: the new key signed with the old.
        let old = &draft.path[1];
        let described =
            if draft.path.len() == 2 { root("Test Root") } else { intermediate("Test CA 1") };
        let new = described.key(Key::ed25519(57)).signed_by(old);
        let leaf = leaf(crate::case::HOST).key(Key::ed25519(58)).signed_by(&new);
        draft.question.presented.splice(0..1, [leaf.der, new.der]);
    }),
    whole("a long path", |draft, dice| {
        let mut issuer = draft.path[1].clone();
        let mut others = Vec::new();
        for n in 0..=dice.below(7) {
            let ca = intermediate(&format!("Deep CA {n}"))
                .key(Key::ed25519(60 + n as u64))
                .signed_by(&issuer);
            others.insert(0, ca.der.clone());
            issuer = ca;
        }
        let leaf = leaf(crate::case::HOST).key(Key::ed25519(59)).signed_by(&issuer);
        others.insert(0, leaf.der);
        draft.question.presented.splice(0..1, others);
    }),
    whole("another reference name", |draft, dice| {
        let hosts = [
            "PHONE.example.COM",
            "phone.example.com.",
            "other.example.com",
            "example.com",
            "phone",
            "a.phone.example.com",
            "192.0.2.1",
            "::",
            "2001:db8::1",
            "xn--phne-5qa.example.com",
        ];
        if draft.question.is_server {
            draft.question.host = dice.pick(&hosts).to_owned();
        }
    }),
    whole("another time", |draft, dice| {
        draft.question.time = dice.pick(&[
            0,
            1,
            1_577_836_799,
            1_577_836_800,
            2_208_988_800,
            2_208_988_801,
            2_147_483_648,
            4_294_967_295,
        ]);
    }),
    whole("verified as a client", |draft, _| {
        draft.question.is_server = false;
        draft.question.host.clear();
    }),
];
