//! Rows 1 to 8, 26, 39: which root, which chain.

use crate::case::{Case, HOST};
use crate::support::{Issued, Key, intermediate, leaf, root};
use crate::table::{Table, refused, trusted};
use trustslot::{Check, Policy, TrustSource};

/// A server below a root that is also cross-signed by an old root, which has expired.
struct CrossSigned {
    old: Issued,
    new: Issued,
    chain: [Issued; 3],
}

fn cross_signed() -> CrossSigned {
    let old = root("DST Root CA X3").valid("2000-09-30", "2021-09-30").self_signed();
    let key = || Key::p256(61);
    let new = root("ISRG Root X1").key(key()).self_signed();
    let crossed = intermediate("ISRG Root X1").key(key()).serial(&[0x53]).signed_by(&old);
    let issuing = intermediate("R3").signed_by(&new);
    let server = leaf(HOST).signed_by(&issuing);
    CrossSigned { old, new, chain: [server, issuing, crossed] }
}

pub fn rows(table: &mut Table) {
    let CrossSigned { old, new, chain: [server, issuing, crossed] } = cross_signed();
    let sends = || Case::presenting(&[&server, &issuing, &crossed]);
    let both = sends().uploaded(&[&old, &new]);
    table.noted(1, "both roots are stored", &both, "ISRG Root X1", "expired");

    let only_old = sends().uploaded(&[&old]);
    let missing = refused(&[203])
        .says("2021-09-30")
        .says("DST Root CA X3")
        .says("ISRG Root X1")
        .advises("upload-issuer");
    table.peer(2, "only the old root is stored", &only_old, &missing);
    let lax = only_old.clone().under(Policy::STRICT.waive(Check::AnchorValidity));
    table.peer(2, "expired anchors are allowed", &lax, &trusted());

    let public =
        Case::presenting(&[&server, &issuing]).built_in(&[&root("Another Root").self_signed()]);
    table.peer(
        3,
        "the built-in list is too old",
        &public,
        &refused(&[101]).says("ISRG Root X1").says("free").advises("send-issuer"),
    );

    let top = root("Test Root").self_signed();
    let ca = intermediate("Test CA").signed_by(&top);
    let peer = leaf(HOST).signed_by(&ca);
    let sent = || Case::presenting(&[&peer, &ca]);
    let left_out = |source: &'static str| {
        refused(&[104])
            .says("Test Root")
            .says(source)
            .says("set the CA source")
            .advises("set-source")
    };
    let built_in = Policy::STRICT.with_source(TrustSource::BuiltIn);
    table.peer(
        4,
        "uploaded, and the source is built-in",
        &sent().uploaded(&[&top]).under(built_in),
        &left_out("built-in"),
    );
    let custom = Policy::STRICT.with_source(TrustSource::Custom);
    table.peer(
        5,
        "built in, and the source is custom",
        &sent().built_in(&[&top]).under(custom),
        &left_out("custom"),
    );

    let alone = Case::presenting(&[&peer]).uploaded(&[&top]);
    table.peer(
        6,
        "the intermediate is missing",
        &alone,
        &refused(&[101]).says("Test CA").says("send").advises("send-issuer"),
    );

    let anchor = Case::presenting(&[&peer, &ca]).uploaded(&[&ca]);
    table.noted(
        7,
        "the intermediate is uploaded instead of the root",
        &anchor,
        "Test CA",
        "intermediate",
    );

    let pbx = leaf(HOST).self_signed();
    table.peer(
        8,
        "a self-signed PBX is uploaded",
        &Case::presenting(&[&pbx]).uploaded(&[&pbx]),
        &trusted(),
    );
    let below = leaf("sip.example.com").signed_by(&pbx);
    let other = Case::presenting(&[&below]).uploaded(&[&pbx]).dialing("sip.example.com");
    table.peer(
        8,
        "it vouches for no other",
        &other,
        &refused(&[122]).says("phone.example.com").advises("replace-ca"),
    );
    let half = root("Half a CA").key_usage(&[0]).self_signed();
    let below = leaf(HOST).signed_by(&half);
    table.peer(
        8,
        "a CA whose key usage lacks keyCertSign",
        &Case::presenting(&[&below]).uploaded(&[&half]),
        &refused(&[122]).says("key usage|keyCertSign").advises("replace-ca"),
    );

    for (why, chain) in [
        ("root first behind the peer", vec![&peer, &top, &ca]),
        ("every certificate twice", vec![&peer, &ca, &ca, &top, &top, &peer]),
        ("the peer's own twice", vec![&peer, &peer, &ca]),
    ] {
        table.peer(26, why, &Case::presenting(&chain).uploaded(&[&top]), &trusted());
    }
    let reversed = Case::presenting(&[&ca, &peer]).uploaded(&[&top]);
    table.peer(
        26,
        "the CA first",
        &reversed,
        &refused(&[129]).says("first").says("2|second").advises("send-first"),
    );

    loops_and_lengths(table);
}

fn loops_and_lengths(table: &mut Table) {
    let (a, b) = (
        root("Loop CA A").key(Key::p256(62)).self_signed(),
        root("Loop CA B").key(Key::p256(63)).self_signed(),
    );
    let of_b = intermediate("Loop CA A").key(Key::p256(62)).signed_by(&b);
    let of_a = intermediate("Loop CA B").key(Key::p256(63)).signed_by(&a);
    let peer = leaf(HOST).signed_by(&a);
    table.peer(
        39,
        "a loop",
        &Case::presenting(&[&peer, &of_b, &of_a]),
        &refused(&[125]).says("each other|one another").says("Loop CA A").says("Loop CA B"),
    );

    let top = root("Test Root").self_signed();
    let mut chain = vec![top.clone()];
    for number in 0..9 {
        let next = intermediate(&format!("Long CA {number}")).signed_by(&chain[0]);
        chain.insert(0, next);
    }
    let peer = leaf(HOST).signed_by(&chain[0]);
    let sent: Vec<&Issued> = std::iter::once(&peer).chain(&chain[..9]).collect();
    let long = Case::presenting(&sent).uploaded(&[&top]);
    table.peer(
        39,
        "a long chain",
        &long,
        &refused(&[118, 126]).says("6|long").never("no trusted CA"),
    );

    let keys: Vec<Key> = (0..6).map(|n| Key::p256(640 + n)).collect();
    let named = |n: usize| format!("Mesh CA {n}");
    let roots: Vec<Issued> =
        (0..6).map(|n| root(&named(n)).key(keys[n].clone()).self_signed()).collect();
    let mut mesh = Vec::new();
    for (issuer, above) in roots.iter().enumerate() {
        for subject in (0..6).filter(|&subject| subject != issuer) {
            let serial = [0x40, u8::try_from(issuer * 6 + subject).unwrap()];
            mesh.push(
                intermediate(&named(subject))
                    .key(keys[subject].clone())
                    .serial(&serial)
                    .signed_by(above),
            );
        }
    }
    let peer = leaf(HOST).signed_by(&roots[0]);
    let sent: Vec<&Issued> = std::iter::once(&peer).chain(&mesh).collect();
    let case = Case::presenting(&sent).uploaded(&[&roots[5]]);
    table.peer(39, "six CAs that certified each other", &case, &trusted());
    let back: Vec<&Issued> = std::iter::once(&peer).chain(mesh.iter().rev()).collect();
    let again = case.clone().instead(&back).judge().to_string();
    table.holds(39, "the order of the chain does not matter", again == case.judge().to_string());
}
