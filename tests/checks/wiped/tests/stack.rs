//! Saving and loading a slot leaves no bytes of a key on the stack.
//!
//! The stack below a call keeps what was in it until another call overwrites it. After each call it is searched.

use std::hint::black_box;
use std::mem::MaybeUninit;
use trustslot::{Identity, ServerCertSlot, newest_valid};
use wiped::WINDOW;
use wiped::material::{CERTIFICATES, KEYS, pem, secret_numbers};

/// As far down as a digest goes without optimization, many times over.
const DEPTH: usize = 128 * 1024;

/// Overwrites the stack, so that nothing of an earlier call is found.
#[inline(never)]
fn paint() {
    let mut below = [0xa5_u8; DEPTH];
    black_box(&mut below);
}

/// Counts the windows of the secrets on the stack below the caller.
#[inline(never)]
fn found_below(secrets: &[Vec<u8>]) -> usize {
    let below = MaybeUninit::<[u8; DEPTH]>::uninit();
    let first = below.as_ptr().cast::<u8>();
    let mut seen = vec![0; DEPTH];
    for (at, seen) in seen.iter_mut().enumerate() {
        // SAFETY: inside `below`. What is read was written by earlier calls, and it is only compared.
        *seen = unsafe { first.add(at).read_volatile() };
    }
    let windows = secrets.iter().flat_map(|secret| secret.windows(WINDOW));
    windows.filter(|window| seen.windows(WINDOW).any(|other| other == *window)).count()
}

fn left_below(secrets: &[Vec<u8>], work: impl FnOnce()) -> usize {
    paint();
    #[inline(never)]
    fn apart(work: impl FnOnce()) {
        work();
    }
    apart(work);
    found_below(secrets)
}

#[test]
fn snapshot_of_a_slot_leaves_no_key_on_the_stack() {
    for (name, der) in KEYS {
        if name == "rsa4096" {
            continue; // Its secrets take too long to search for, and its digest is the same code.
        }
        let secrets = secret_numbers(der);
        let leak = || {
            let mut copy = [0_u8; 4096];
            copy[..der.len()].copy_from_slice(der);
            black_box(&mut copy);
        };
        assert!(left_below(&secrets, leak) > 0, "{name}: the search finds nothing");

        let (_, certificate) = CERTIFICATES.iter().find(|(other, _)| *other == name).unwrap();
        let file = pem("CERTIFICATE", certificate) + &pem("PRIVATE KEY", der);
        let mut slot = ServerCertSlot::new();
        slot.upload(Identity::parse("phone.pem", file.as_bytes()).unwrap());
        let mut saved = None;
        let found = left_below(&secrets, || saved = Some(slot.snapshot_with_private_key()));
        assert_eq!(found, 0, "{name}: snapshot_with_private_key");
        let saved = saved.unwrap();
        let found = left_below(&secrets, || drop(black_box(newest_valid(&saved, &[]).is_ok())));
        assert_eq!(found, 0, "{name}: newest_valid");
        let refused = || drop(black_box(ServerCertSlot::restore(&saved, 9).is_err()));
        assert_eq!(left_below(&secrets, refused), 0, "{name}: a refused restore");
        let loaded = || drop(black_box(ServerCertSlot::load(Some(&saved), None, 0).1.is_ok()));
        assert_eq!(left_below(&secrets, loaded), 0, "{name}: load");
    }
}
