//! A CA that was made again, and a certificate whose subject is its issuer.

use crate::case::{Case, HOST};
use crate::expect::{Row, check, row};
use crate::support::extensions::{AUTHORITY_KEY_ID, SUBJECT_KEY_ID};
use crate::support::{Cert, Issued, Key, intermediate, leaf, root};

fn without_ids(cert: Cert) -> Cert {
    cert.without_extension(SUBJECT_KEY_ID).without_extension(AUTHORITY_KEY_ID)
}

#[test]
fn field_k2_a_ca_that_was_made_again_with_another_key_is_offered() {
    let old = root("Example Root CA").key(Key::p256(81)).self_signed();
    let new = root("Example Root CA").key(Key::p256(82)).self_signed();
    let peer = leaf(HOST).signed_by(&new);
    let sub = intermediate("Example Sub CA").signed_by(&new);
    let below = leaf(HOST).signed_by(&sub);
    let forged = leaf(HOST).signed_by(&Issued { key: Key::p256(83), ..new.clone() });
    let expired = root("Example Root CA").key(Key::p256(82)).expired().self_signed();
    let presents = |chain: &[&Issued]| Case::presenting(chain).uploaded(&[&old]);
    let mut rows = vec![
        row("the peer sends the new CA", presents(&[&peer, &new]))
            .refused(&[124])
            .says("another key|different key|other key")
            .advises("upload-issuer")
            .offers(&new),
        row("the peer sends only its own certificate", presents(&[&peer]))
            .refused(&[124])
            .says("another key|different key|other key")
            .advises("send-issuer"),
        row("an intermediate below the new CA", presents(&[&below, &sub, &new]))
            .refused(&[124])
            .advises("upload-issuer")
            .offers(&new),
        row("an intermediate, and the new CA is not sent", presents(&[&below, &sub]))
            .refused(&[124])
            .advises("send-issuer|upload-issuer"),
        row(
            "the new CA is built in as the old one was",
            Case::presenting(&[&peer, &new]).built_in(&[&old]),
        )
        .refused(&[124])
        .advises("upload-issuer")
        .offers(&new),
        row("the new CA that is sent has expired", presents(&[&peer, &expired]))
            .refused(&[124, 106, 101, 102])
            .advises("use-trusted-ca|send-issuer|renew")
            .never("upload the certificate of CA"),
        row("the new CA is sent, but it did not sign the peer", presents(&[&forged, &new]))
            .refused(&[106])
            .advises("|copy-again")
            .never("upload the"),
        row("both CAs are stored", presents(&[&peer, &new]).uploaded(&[&new])).trusted(),
    ];
    let (old, new) = (
        without_ids(root("Example Root CA").key(Key::p256(81))).self_signed(),
        without_ids(root("Example Root CA").key(Key::p256(82))).self_signed(),
    );
    let peer = without_ids(leaf(HOST)).signed_by(&new);
    let presents = |chain: &[&Issued]| Case::presenting(chain).uploaded(&[&old]);
    rows.push(
        row("no key identifiers, and the new CA is sent", presents(&[&peer, &new]))
            .refused(&[102, 106, 124])
            .advises("|upload-issuer"),
    );
    rows.push(
        row(
            "no key identifiers, and nothing says whether the certificate is damaged",
            presents(&[&peer]),
        )
        .refused(&[106])
        .advises("")
        .never("upload"),
    );
    check(rows);
}

#[test]
fn field_k2_an_intermediate_that_was_made_again_is_offered() {
    let top = root("Example Root CA").self_signed();
    let old = intermediate("Example Sub CA").key(Key::p256(84)).signed_by(&top);
    let new = intermediate("Example Sub CA").key(Key::p256(85)).signed_by(&top);
    let peer = leaf(HOST).signed_by(&new);
    check(vec![
        row(
            "only the old intermediate is stored, and the new one is sent",
            Case::presenting(&[&peer, &new]).uploaded(&[&old]),
        )
        .refused(&[124])
        .advises("upload-issuer")
        .offers(&new),
        row(
            "the root is stored, and the peer sends the old intermediate",
            Case::presenting(&[&peer, &old]).uploaded(&[&top]),
        )
        .refused(&[106, 124, 101])
        .advises("|send-issuer")
        .never("upload the certificate of CA"),
    ]);
}

#[test]
fn field_k2_a_renewed_root_that_the_peer_sends_is_offered() {
    let key = || Key::p256(86);
    let old = root("Example Root CA").key(key()).valid("2015-01-01", "2026-01-01").self_signed();
    let new = root("Example Root CA")
        .key(key())
        .serial(&[0x51])
        .valid("2025-01-01", "2045-01-01")
        .self_signed();
    let sub = intermediate("Example Sub CA").signed_by(&new);
    let (peer, below) = (leaf(HOST).signed_by(&new), leaf(HOST).signed_by(&sub));
    let offered = |row: Row| row.refused(&[203]).advises("upload-issuer").offers(&new);
    check(vec![
        offered(row(
            "renewed under the same key",
            Case::presenting(&[&peer, &new]).uploaded(&[&old]),
        )),
        offered(row(
            "with an intermediate",
            Case::presenting(&[&below, &sub, &new]).uploaded(&[&old]),
        )),
        offered(row(
            "the expired root is built in",
            Case::presenting(&[&peer, &new]).built_in(&[&old]),
        )),
        row("the renewed root is not sent", Case::presenting(&[&peer]).uploaded(&[&old]))
            .refused(&[203])
            .advises("renew-issuer|upload-issuer|send-issuer|replace-ca")
            .says("CA|root"),
        row("both are stored", Case::presenting(&[&peer]).uploaded(&[&old, &new])).trusted(),
    ]);
}

#[test]
fn field_k3_self_signed_means_that_its_own_key_verifies_it() {
    let ca = root("pbx.example.com").self_signed();
    let named = |cert: Cert| cert.subject(ca.subject.clone());
    let peer = named(leaf(HOST)).signed_by(&ca);
    let sub = intermediate("Example Sub CA").signed_by(&ca);
    let as_sub =
        named(leaf(HOST)).signed_by(&Issued { subject: ca.subject.clone(), ..sub.clone() });
    let bare = without_ids(named(leaf(HOST))).signed_by(&ca);
    let own = leaf(HOST).self_signed();
    let own_ca = root("pbx.example.com").dns(HOST).key(Key::p256(87)).self_signed();
    let damaged = leaf(HOST).corrupt_signature().self_signed();
    let not_own = |row: Row| row.never("self-signed|its own issuer|signed itself");
    check(vec![
        not_own(row("the certificate has the name of its CA", Case::presenting(&[&peer])))
            .refused(&[101])
            .says("another key|its CA|issuer")
            .advises("send-issuer"),
        not_own(row("the same without key identifiers", Case::presenting(&[&bare])))
            .refused(&[101])
            .advises("send-issuer"),
        not_own(row("another CA of that name signed it", Case::presenting(&[&as_sub])))
            .refused(&[101])
            .advises("send-issuer"),
        not_own(row("its CA is sent", Case::presenting(&[&peer, &ca])))
            .refused(&[101, 102])
            .advises("upload-issuer")
            .offers(&ca),
        row("its CA is stored", Case::presenting(&[&peer]).uploaded(&[&ca])).trusted(),
        row("self-signed", Case::presenting(&[&own]))
            .refused(&[103])
            .advises("upload-peer")
            .offers(&own),
        row("self-signed, as a CA", Case::presenting(&[&own_ca]))
            .refused(&[103, 116])
            .advises("upload-peer")
            .offers(&own_ca),
        not_own(row("self-signed, and damaged", Case::presenting(&[&damaged])))
            .refused(&[101, 106])
            .never("upload the certificate"),
    ]);
}
