//! No bytes of a private key, as its file has them, are left in freed memory after rustls has loaded it, replaced it and dropped it.
//!
//! The numbers that a backend computes with are another matter: they are in its own memory and form, and ring does not wipe them.

use std::alloc::{GlobalAlloc, Layout, System};
use std::hint::black_box;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use tls::settings;
use trustslot::rustls_0_23::{SlotResolver, certified_key};
use trustslot::{Certificate, DeviceCertificate, Identity, PrivateKey, ServerCertSlot};
use wiped::material::{CERTIFICATES, KEYS, secret_numbers};

/// Consecutive bytes of a secret that count as a find.
const WINDOW: usize = 16;

/// The allocator of the system. While `WATCHING`, it searches what is freed.
struct Watched;

static WATCHING: AtomicBool = AtomicBool::new(false);
static FOUND: AtomicUsize = AtomicUsize::new(0);
static SECRETS: OnceLock<Vec<[u8; WINDOW]>> = OnceLock::new();

#[global_allocator]
static ALLOCATOR: Watched = Watched;

// SAFETY: every call is passed on to the allocator of the system.
unsafe impl GlobalAlloc for Watched {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        // Zeroed, so that bytes of an earlier owner are not found again.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, block: *mut u8, layout: Layout) {
        if WATCHING.load(Ordering::Relaxed)
            && let Some(secrets) = SECRETS.get()
        {
            // SAFETY: the block is allocated, and was zeroed when it was.
            let bytes = unsafe { std::slice::from_raw_parts(block, layout.size()) };
            let found = bytes.windows(WINDOW).filter(|window| {
                secrets.binary_search_by(|secret| secret.as_slice().cmp(window)).is_ok()
            });
            FOUND.fetch_add(found.count(), Ordering::Relaxed);
        }
        unsafe { System.dealloc(block, layout) }
    }
}

/// The windows of secrets in memory that `work` frees.
fn left_by(work: impl FnOnce()) -> usize {
    FOUND.store(0, Ordering::Relaxed);
    WATCHING.store(true, Ordering::Relaxed);
    work();
    WATCHING.store(false, Ordering::Relaxed);
    FOUND.load(Ordering::Relaxed)
}

fn watch_for(secrets: &[Vec<u8>]) {
    let windows = secrets.iter().flat_map(|secret| secret.windows(WINDOW));
    let mut windows: Vec<[u8; WINDOW]> = windows.map(|window| window.try_into().unwrap()).collect();
    windows.sort_unstable();
    SECRETS.set(windows).unwrap();
}

/// Keys that both backends sign with.
const LOADED: [&str; 4] = ["rsa2048", "p256", "p384", "ed25519"];

fn of(list: &[(&str, &'static [u8])], name: &str) -> &'static [u8] {
    list.iter().find(|row| row.0 == name).unwrap().1
}

fn identity(name: &str) -> Identity {
    let key = PrivateKey::from_der(of(&KEYS, name)).unwrap();
    let certificate = Certificate::from_der(of(&CERTIFICATES, name)).unwrap();
    Identity::from_parts(vec![certificate], key).unwrap()
}

/// One test, because the allocator watches the whole program.
#[test]
fn keys_are_wiped_after_an_update_and_after_a_drop() {
    let secrets: Vec<_> = KEYS.iter().flat_map(|(_, der)| secret_numbers(der)).collect();
    watch_for(&secrets);
    for (name, der) in KEYS {
        assert!(
            left_by(|| drop(black_box(der.to_vec()))) > 0,
            "{name}: a key that is left is found"
        );
    }
    let mut wrong = Vec::new();
    for setting in settings() {
        let mut check = |what: String, work: &dyn Fn()| {
            let left = left_by(work);
            if left > 0 {
                wrong.push(format!("{}, {what}: {left}", setting.name));
            }
        };
        for name in LOADED {
            check(format!("{name}, loaded and dropped"), &|| {
                drop(black_box(certified_key(&identity(name), &setting.provider).unwrap()));
            });
            check(format!("{name}, replaced twice"), &|| {
                let resolver = SlotResolver::new(setting.provider.clone());
                let mut slot = ServerCertSlot::new();
                for name in [name, "p256", name] {
                    slot.upload(identity(name));
                    resolver.update(&slot, DeviceCertificate::Custom).unwrap();
                }
                drop(black_box((slot, resolver)));
            });
        }
        // ring does not load it, and must not leave it either.
        check("p521, which may be refused".to_owned(), &|| {
            drop(black_box(certified_key(&identity("p521"), &setting.provider)));
        });
    }
    assert_eq!(wrong, Vec::<String>::new());
}
