//! What is presented, what is trusted, and what is asked.

use super::{Kind, whole};
use trustslot_kit::{Key, intermediate, leaf, root};

pub const KINDS: &[Kind] = &[
    whole("order of the others", |world, dice| {
        let others = &mut world.question.presented[1..];
        for i in (1..others.len()).rev() {
            others.swap(i, dice.below(i + 1));
        }
    }),
    whole("one is missing", |world, dice| {
        let presented = &mut world.question.presented;
        if presented.len() > 1 {
            presented.remove(1 + dice.below(presented.len() - 1));
        }
    }),
    whole("the root is presented", |world, dice| {
        let root = world.path.last().expect("a root").der.clone();
        let at = 1 + dice.below(world.question.presented.len());
        world.question.presented.insert(at, root);
    }),
    whole("the root is presented and not trusted", |world, _| {
        let root = world.path.last().expect("a root").der.clone();
        world.question.presented.push(root);
        world.question.anchors.clear();
    }),
    whole("one is there twice", |world, dice| {
        let presented = &mut world.question.presented;
        let again = presented[dice.below(presented.len())].clone();
        presented.push(again);
    }),
    whole("the leaf is not first", |world, _| world.question.presented.reverse()),
    whole("no anchor", |world, _| world.question.anchors.clear()),
    whole("another anchor", |world, _| {
        world.question.anchors = vec![root("Other Root").key(Key::ed25519(50)).self_signed().der];
    }),
    whole("an anchor of the same name", |world, dice| {
        let twin = root("Test Root").key(Key::ed25519(51)).self_signed();
        let at = dice.below(world.question.anchors.len() + 1);
        world.question.anchors.insert(at, twin.der);
    }),
    whole("an anchor that took the name only", |world, _| {
        world.question.anchors = vec![root("Test Root").key(Key::ed25519(52)).self_signed().der];
    }),
    whole("an intermediate is the anchor", |world, _| {
        world.question.anchors = vec![world.path[1].der.clone()];
    }),
    whole("the leaf is the anchor", |world, _| {
        world.question.anchors = vec![world.path[0].der.clone()];
    }),
    whole("the leaf is one anchor", |world, _| {
        world.question.anchors.push(world.path[0].der.clone());
    }),
    whole("self-signed leaf", |world, dice| {
        let cert = leaf(crate::case::HOST).key(Key::ed25519(53));
        let cert = match dice.below(4) {
            0 => cert.ca(true),
            1 => cert.ca(false),
            2 => cert.version(1),
            _ => cert,
        };
        let pin = cert.self_signed().der;
        world.question.presented = vec![pin.clone()];
        if dice.below(4) > 0 {
            world.question.anchors = vec![pin];
        }
    }),
    whole("a leaf issued it", |world, _| {
        let issuer = leaf("issuer.example.com").key(Key::ed25519(54)).signed_by(&world.path[1]);
        let victim = leaf(crate::case::HOST).key(Key::ed25519(55)).signed_by(&issuer);
        world.question.presented.splice(0..1, [victim.der, issuer.der]);
    }),
    whole("a CA of the same name", |world, dice| {
        let twin = intermediate("Test CA 1")
            .key(Key::ed25519(56))
            .signed_by(world.path.last().expect("a root"));
        let at = 1 + dice.below(world.question.presented.len());
        world.question.presented.insert(at, twin.der);
    }),
    whole("an expired twin of the CA", |world, _| {
        let at = (world.path.len() - 1).min(1);
        let above = world.path.get(at + 1).unwrap_or(&world.path[at]);
        let twin = intermediate("Test CA 1").key(Key::ed25519(1)).expired().signed_by(above);
        world.question.presented.insert(1, twin.der);
    }),
    whole("a CA issued itself a new key", |world, _| {
        // RFC 5280 §3.2: the new key signed with the old.
        let old = &world.path[1];
        let described =
            if world.path.len() == 2 { root("Test Root") } else { intermediate("Test CA 1") };
        let new = described.key(Key::ed25519(57)).signed_by(old);
        let leaf = leaf(crate::case::HOST).key(Key::ed25519(58)).signed_by(&new);
        world.question.presented.splice(0..1, [leaf.der, new.der]);
    }),
    whole("a long path", |world, dice| {
        let mut issuer = world.path[1].clone();
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
        world.question.presented.splice(0..1, others);
    }),
    whole("another host is meant", |world, dice| {
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
        if world.question.is_server {
            world.question.host = dice.pick(&hosts).to_owned();
        }
    }),
    whole("another time", |world, dice| {
        world.question.time = dice.pick(&[
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
    whole("the client's usage is asked", |world, _| {
        world.question.is_server = false;
        world.question.host.clear();
    }),
];
