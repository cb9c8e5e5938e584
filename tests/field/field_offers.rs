//! Which CA is offered for upload, and what must be true before one is.

use crate::case::{Case, HOST};
use crate::expect::{Answer, check, row};
use crate::support::extensions::SERVER_AUTH;
use crate::support::names::general;
use crate::support::{Cert, Issued, Key, intermediate, leaf, root};
use crate::verifier::verifier;
use trustslot::{Bundle, Chain, Clock, Policy, TrustSource, TrustStore};

/// The key, the self-signed form and the cross-signed form of a new root below an old one.
fn cross(old: &Issued) -> (Issued, Issued) {
    let new = root("New Root CA").key(Key::p256(91)).self_signed();
    let crossed = intermediate("New Root CA").key(Key::p256(91)).serial(&[0x52]).signed_by(old);
    (new, crossed)
}

#[test]
fn field_k22_only_a_root_that_helps_now_is_named() {
    let old = root("Old Root CA").valid("2000-01-01", "2021-09-30").self_signed();
    let (new, crossed) = cross(&old);
    let sub = intermediate("Issuing CA").signed_by(&new);
    let peer = leaf(HOST).signed_by(&sub);
    let plain = root("Old Root CA").self_signed();
    let (_, live) = cross(&plain);
    check(vec![
        row("neither root is stored, and the old one has expired", Case::presenting(&[&peer, &sub, &crossed]))
            .refused(&[101, 102]).advises("upload-issuer").offers(&crossed).never("CA Old Root CA as well"),
        row("the expired root is sent too", Case::presenting(&[&peer, &sub, &crossed, &old]))
            .refused(&[101, 102]).advises("upload-issuer").never("certificate of CA Old Root|certificate of CA \"Old Root"),
        row("the new root is sent in both forms", Case::presenting(&[&peer, &sub, &crossed, &new]))
            .refused(&[101, 102]).advises("upload-issuer").never("certificate of CA Old Root|certificate of CA \"Old Root"),
        row("the old root is stored and has expired", Case::presenting(&[&peer, &sub, &crossed]).uploaded(&[&old]))
            .refused(&[203]).says("New Root CA").advises("upload-issuer").offers(&crossed),
        row("the new root is stored and left out", Case::presenting(&[&peer, &sub, &crossed]).built_in(&[&old]).uploaded(&[&new]).under(Policy::STRICT.with_source(TrustSource::BuiltIn)))
            .refused(&[104, 203]).says("New Root CA").advises("set-source"),
        row("both roots are stored", Case::presenting(&[&peer, &sub, &crossed]).uploaded(&[&old, &new])).trusted(),
        row("the peer sends the self-signed root, the store has the old one, and the cross-signed one is supplied", Case::presenting(&[&peer, &sub, &new]).uploaded(&[&plain]).with_intermediates(&[&live])).trusted(),
        row("the peer sends the self-signed root, and the store has the old one", Case::presenting(&[&peer, &sub, &new]).uploaded(&[&plain]))
            .refused(&[102]).advises("upload-issuer").offers(&new),
    ]);
}

#[test]
fn field_k22_a_ca_that_could_not_be_accepted_is_not_offered() {
    let tops: [(&str, Cert); 5] = [
        ("expired", root("Example Root CA").expired()),
        ("not valid yet", root("Example Root CA").not_yet_valid()),
        (
            "with a critical extension that is not supported",
            root("Example Root CA").unknown_critical_extension(),
        ),
        ("for other names only", root("Example Root CA").permitted_dns("example.net")),
        ("for clients only", root("Example Root CA").eku(&["1.3.6.1.5.5.7.3.2"])),
    ];
    let mut rows = Vec::new();
    for (why, top) in tops {
        let top = top.self_signed();
        let sub = intermediate("Issuing CA").signed_by(&top);
        let peer = leaf(HOST).signed_by(&sub);
        rows.push(
            row(
                format!("a root {why}, below it a sound CA"),
                Case::presenting(&[&peer, &sub, &top]),
            )
            .refused(&[101, 102])
            .advises("upload-issuer")
            .offers(&sub),
        );
        let straight = leaf(HOST).signed_by(&top);
        rows.push(
            row(format!("a root {why}"), Case::presenting(&[&straight, &top]))
                .refused(&[])
                .never("upload the certificate of CA"),
        );
    }
    let top = root("Example Root CA").self_signed();
    let peer = leaf(HOST).signed_by(&top);
    rows.push(
        row("a blocked root", Case::presenting(&[&peer, &top]).with_block_list(&[&top]))
            .refused(&[])
            .never("upload the certificate of CA"),
    );
    rows.push(
        row(
            "the peer itself is blocked",
            Case::presenting(&[&peer, &top]).with_block_list(&[&peer]),
        )
        .refused(&[501])
        .never("upload the certificate of CA"),
    );
    check(rows);
}

/// The chain that a public server presented in 2021: its root as cross-signed by one that expired in that year.
#[test]
fn field_k22_the_chain_of_a_public_server_in_2021_asks_for_no_expired_root() {
    let file = include_bytes!("../../examples/data/stackexchange-2021.pem");
    let chain = Chain::from_certificates(Bundle::parse("chain.pem", file).unwrap()).unwrap();
    let verdict = verifier(TrustStore::default(), Policy::STRICT).verify_server(
        &chain,
        &"stackexchange.com".parse().unwrap(),
        Clock::set(1_642_204_800),
    );
    let answer = Answer::of(&verdict);
    let is_offered =
        |word: &str| answer.first.split("->").nth(1).is_some_and(|advice| advice.contains(word));
    assert!(!is_offered("DST Root"), "a root that expired in 2021 is asked for: {}", answer.first);
    assert_eq!(answer.advice, Some("upload-issuer"), "{}", answer.first);
    let shown =
        chain.others().iter().any(|ca| answer.first.contains(&ca.fingerprint().to_string()));
    assert!(shown, "{}", answer.first);
}

#[test]
fn field_k23_cas_that_vouch_only_for_each_other_are_said_to() {
    let (ka, kb, kc) = (Key::p256(92), Key::p256(93), Key::p256(94));
    let bare = |name: &str, key: &Key| root(name).key(key.clone()).self_signed();
    let (a, b, c) = (bare("Loop CA A", &ka), bare("Loop CA B", &kb), bare("Loop CA C", &kc));
    let by = |name: &str, key: &Key, issuer: &Issued| {
        intermediate(name).key(key.clone()).signed_by(issuer)
    };
    let (ab, ba) = (by("Loop CA A", &ka, &b), by("Loop CA B", &kb, &a));
    let (bc, ca) = (by("Loop CA B", &kb, &c), by("Loop CA C", &kc, &a));
    let peer = leaf(HOST).signed_by(&a);
    let sub = by("Issuing CA", &Key::p256(95), &a);
    let below = leaf(HOST).signed_by(&sub);
    let looped = |why: &str, case| {
        row(why, case)
            .refused(&[125])
            .says("each other|one another")
            .says("Loop CA A")
            .says("Loop CA B")
            .advises("|upload-issuer")
            .never("make the other side send the certificate|make the server send")
    };
    check(vec![
        looped("two CAs", Case::presenting(&[&peer, &ab, &ba])),
        looped("two CAs in another order", Case::presenting(&[&peer, &ba, &ab])),
        looped("two CAs above an intermediate", Case::presenting(&[&below, &sub, &ab, &ba])),
        looped("three CAs", Case::presenting(&[&peer, &ab, &bc, &ca])),
        looped(
            "two CAs, and a store of others",
            Case::presenting(&[&peer, &ab, &ba]).uploaded(&[&root("Other Root").self_signed()]),
        ),
        row("one of them is stored", Case::presenting(&[&peer, &ab, &ba]).uploaded(&[&b]))
            .trusted(),
        row("one of them is sent as a root too", Case::presenting(&[&peer, &ab, &ba, &b]))
            .refused(&[102, 125])
            .advises("upload-issuer"),
    ]);
}

#[test]
fn field_k24_nothing_is_offered_that_was_not_verified() {
    let top = root("Corporate Root CA").self_signed();
    let sub = intermediate("Corporate Sub CA").signed_by(&top);
    let stranger = Key::p256(96);
    let forged = leaf(HOST).signed_by(&Issued { key: stranger.clone(), ..top.clone() });
    let below = leaf(HOST).signed_by(&Issued { key: stranger.clone(), ..sub.clone() });
    let false_sub =
        intermediate("Corporate Sub CA").signed_by(&Issued { key: stranger, ..top.clone() });
    let under_false = leaf(HOST).signed_by(&false_sub);
    let no_ca = leaf("ordinary.example.com").signed_by(&top);
    let misused = leaf(HOST).signed_by(&no_ca);
    let custom = Policy::STRICT.with_source(TrustSource::Custom);
    let damaged = leaf(HOST).corrupt_signature().signed_by(&top);
    let never = "upload the|enable the built-in|set the CA source|or upload it";
    let mut rows = vec![
        row("the root is sent and did not sign the peer", Case::presenting(&[&forged, &top])),
        row("the signature is damaged", Case::presenting(&[&damaged, &top])),
        row("an intermediate did not sign the peer", Case::presenting(&[&below, &sub, &top])),
        row(
            "the root did not sign the intermediate",
            Case::presenting(&[&under_false, &false_sub, &top]),
        ),
        row("the root is built in and disabled", Case::presenting(&[&forged]).disabled(&[&top])),
        row(
            "the root is built in and left out",
            Case::presenting(&[&forged]).built_in(&[&top]).under(custom),
        ),
        row(
            "an intermediate below a disabled root",
            Case::presenting(&[&below, &sub]).disabled(&[&top]),
        ),
    ];
    rows = rows.into_iter().map(|row| row.refused(&[106]).advises("").never(never)).collect();
    rows.push(
        row(
            "a certificate that is no CA issued the peer",
            Case::presenting(&[&misused, &no_ca, &top]),
        )
        .refused(&[])
        .never("certificate of CA ordinary|certificate of CA \"ordinary"),
    );
    let peer = leaf(HOST).signed_by(&sub);
    rows.push(
        row("everything is verified", Case::presenting(&[&peer, &sub, &top]))
            .refused(&[102])
            .advises("upload-issuer")
            .offers(&top),
    );
    rows.push(
        row(
            "the CA is not sent: whoever uploads it must get it from its owner",
            Case::presenting(&[&peer]),
        )
        .refused(&[101])
        .advises("send-issuer")
        .says("verif|fingerprint|owner|compare|sure"),
    );
    let unfit = leaf(HOST).unknown_critical_extension().self_signed();
    rows.push(
        row("a self-signed peer that could not be uploaded", Case::presenting(&[&unfit]))
            .refused(&[])
            .never("upload the certificate"),
    );
    let by_mail = root("Constrained CA")
        .permitted_raw(general::email("example.com"))
        .eku(&[SERVER_AUTH])
        .self_signed();
    let peer = leaf(HOST).email("a@example.com").signed_by(&by_mail);
    rows.push(
        row(
            "a CA whose constraints this library cannot check",
            Case::presenting(&[&peer, &by_mail]),
        )
        .refused(&[])
        .never("upload the certificate of CA"),
    );
    check(rows);
}
