//! Readers during a change, and the state after a change that was interrupted.

use crate::presented::{MAC, device, identity, mac, vendor, verifier};
use crate::store_snapshots::{certificate, filled};
use crate::support::{self, Key, NOW};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use trustslot::pki_types::{
    AlgorithmIdentifier, InvalidSignature, SignatureVerificationAlgorithm, alg_id,
};
use trustslot::{BuiltIn, Bundle, Chain, Clock, Policy, ServerCertSlot, Verifier};

/// F11: a change builds the next state while the old one is in use, and then replaces it. Eight readers see either the
/// old or the new state, never a mix.
#[test]
fn fault_f11_readers_see_the_old_or_the_new_state() {
    // Pins, because they verify fast: readers then come at every moment of a change.
    let [old, new] = [72, 73].map(|n| {
        let host = support::leaf("pbx.example.com").key(Key::ed25519(n));
        host.self_signed()
    });
    let chains = [&old, &new].map(|pin| Chain::from_der(&[&pin.der]).unwrap());
    let meant = "pbx.example.com".parse().unwrap();
    let ask = |verifier: &Verifier, chain| verifier.verify_server(chain, &meant, Clock::set(NOW));
    let verifiers = [&old, &new].map(verifier);
    let expected =
        verifiers.each_ref().map(|verifier| chains.each_ref().map(|chain| ask(verifier, chain)));
    assert!(expected[0][0].is_trusted() && expected[1][1].is_trusted());
    assert_ne!(expected[0], expected[1]);

    let current = Mutex::new(Arc::new(verifiers[0].clone()));
    let seen = [const { AtomicUsize::new(0) }; 2];
    let are_seen = || seen.each_ref().map(|count| count.load(Ordering::Relaxed) > 0);
    let mixed = Mutex::new(Vec::new());
    let reading = AtomicUsize::new(READERS);
    std::thread::scope(|scope| {
        for _ in 0..READERS {
            scope.spawn(|| {
                // On a busy machine the writer may start late; then the readers go on.
                for turn in 0.. {
                    let verifier = Arc::clone(&current.lock().unwrap());
                    let answers = chains.each_ref().map(|chain| ask(&verifier, chain));
                    let which = usize::from(answers[0] != expected[0][0]);
                    if answers != expected[which] {
                        mixed.lock().unwrap().push(answers);
                        break;
                    }
                    seen[which].fetch_add(1, Ordering::Relaxed);
                    if turn >= READS_EACH && are_seen() == [true; 2] {
                        break;
                    }
                }
                reading.fetch_sub(1, Ordering::Relaxed);
            });
        }
        let fingerprints = [&old, &new].map(|pin| certificate(pin).fingerprint());
        let files = [&old, &new].map(|pin| Bundle::from(certificate(pin)));
        for turn in (0..2).cycle() {
            let mut next = current.lock().unwrap().store().clone();
            next.remove(&fingerprints[turn]).unwrap();
            next.add(&files[1 - turn]).unwrap();
            let next =
                Verifier::with_algorithms(next, Policy::STRICT, webpki::ALL_VERIFICATION_ALGS);
            *current.lock().unwrap() = Arc::new(next);
            if reading.load(Ordering::Relaxed) == 0 {
                break;
            }
        }
    });
    let mixed = mixed.into_inner().unwrap();
    assert!(mixed.is_empty(), "a mix of both: {mixed:?}");
    assert_eq!(are_seen(), [true; 2]);
}

const READERS: usize = 8;

/// 10^5 verdicts: eight readers, two verdicts each time.
const READS_EACH: usize = 6_250;

/// A signature algorithm of the caller that panics at the n-th check.
#[derive(Debug)]
struct Breaking;

static CHECKS_LEFT: AtomicUsize = AtomicUsize::new(usize::MAX);

impl SignatureVerificationAlgorithm for Breaking {
    fn verify_signature(
        &self,
        key: &[u8],
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), InvalidSignature> {
        match CHECKS_LEFT.fetch_sub(1, Ordering::SeqCst) {
            // A panic without a message in the output of the test.
            0 => resume_unwind(Box::new("broken")),
            _ => webpki::ring::ED25519.verify_signature(key, message, signature),
        }
    }

    fn public_key_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ED25519
    }

    fn signature_alg_id(&self) -> AlgorithmIdentifier {
        alg_id::ED25519
    }
}

/// F13: a change calls code of the caller (signature algorithms, iterators), which may panic. The change itself is the
/// last step, so the state is unchanged and usable. That no panic crosses into C is the task of a C interface.
#[test]
fn fault_f13_panic_during_a_change_leaves_the_slot_unchanged() {
    let (root, issuing) = vendor();
    let whole = verifier(&root);
    let breaking = Verifier::with_algorithms(
        whole.store().clone(),
        Policy::STRICT,
        trustslot::Algorithms::new(&[&Breaking]),
    );
    let unique = device(MAC, 3).signed_by(&issuing);
    let generic = device("Example Phone", 4).signed_by(&issuing);
    let uploaded = device("phone.example.com", 5).self_signed();
    let shown = |slot: &ServerCertSlot| {
        let bytes = slot.snapshot_with_private_key().to_vec();
        (bytes, slot.generation(), format!("{slot:?}"))
    };
    let mut slot = ServerCertSlot::new();
    slot.upload(identity(&uploaded, &[]));
    for step in 0.. {
        let before = shown(&slot);
        CHECKS_LEFT.store(step, Ordering::SeqCst);
        let answer = catch_unwind(AssertUnwindSafe(|| {
            slot.install_unique(mac(MAC), identity(&unique, &[&issuing]), &breaking)
        }));
        CHECKS_LEFT.store(usize::MAX, Ordering::SeqCst);
        match answer {
            Err(_) => assert_eq!(shown(&slot), before, "interrupted at check {step}"),
            Ok(installed) => {
                assert!(installed.unwrap().is_none());
                assert_eq!(step, 2, "a path of two signatures");
                break;
            }
        }
    }
    CHECKS_LEFT.store(1, Ordering::SeqCst);
    let before = shown(&slot);
    let answer = catch_unwind(AssertUnwindSafe(|| {
        slot.install_generic(identity(&generic, &[&issuing]), &breaking)
    }));
    assert!(answer.is_err());
    assert_eq!(shown(&slot), before);
    slot.install_generic(identity(&generic, &[&issuing]), &whole).unwrap();

    // A verifier that was interrupted gives the same verdicts as another.
    CHECKS_LEFT.store(0, Ordering::SeqCst);
    let chain = Chain::from_certificates([&unique, &issuing].map(certificate)).unwrap();
    let client = |verifier: &Verifier| verifier.verify_server_of_any_name(&chain, Clock::set(NOW));
    assert!(catch_unwind(AssertUnwindSafe(|| client(&breaking))).is_err());
    CHECKS_LEFT.store(usize::MAX, Ordering::SeqCst);
    assert_eq!(client(&breaking), client(&whole));

    // An iterator of the caller that panics leaves no chain.
    let mut left = 2;
    let broken = core::iter::from_fn(|| {
        left -= 1;
        if left == 0 {
            resume_unwind(Box::new("broken"));
        }
        Some(certificate(&unique))
    });
    let answer = catch_unwind(AssertUnwindSafe(|| Chain::from_certificates(broken)));
    assert!(answer.is_err());
}

/// A verifier has its own copy of the store.
#[test]
fn changing_a_store_does_not_change_the_verifiers_made_from_it() {
    let mut store = filled(BuiltIn::EMPTY, 1);
    let chain = Chain::new(store.custom()[0].clone());
    let verifier =
        Verifier::with_algorithms(store.clone(), Policy::STRICT, webpki::ALL_VERIFICATION_ALGS);
    let ask = |verifier: &Verifier| verifier.verify_server_of_any_name(&chain, Clock::set(NOW));
    let before = ask(&verifier);
    store.remove_all();
    assert_eq!(ask(&verifier), before);
    let after = Verifier::with_algorithms(store, Policy::STRICT, webpki::ALL_VERIFICATION_ALGS);
    assert_ne!(ask(&after), before, "the control");
}
