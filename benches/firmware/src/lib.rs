//! What a firmware in C calls, in four groups that `benches/size` measures one after the other. A function that is not
//! called is not linked. This is no C interface to copy: it checks no pointer.
#![cfg_attr(feature = "freestanding", no_std)]
#![expect(
    clippy::missing_safety_doc,
    reason = "every pointer must be valid, and what it says must be true"
)]

extern crate alloc;

mod crypto;
#[cfg(feature = "freestanding")]
mod freestanding;

use alloc::boxed::Box;
use alloc::string::ToString;
use alloc::vec::Vec;
use core::fmt::{self, Write as _};
use core::slice;
use trustslot::pki_types::CertificateDer;
use trustslot::{
    BuiltIn, Bundle, Clock, DeviceCertificate, HandleProof, Identity, KeyHandle, KeyStorage,
    Policy, Remedy, ServerCertSlot, TrustStore, Verdict, Verifier,
};

/// Bytes of C.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Bytes {
    start: *const u8,
    length: usize,
}

impl AsRef<[u8]> for Bytes {
    fn as_ref(&self) -> &[u8] {
        // SAFETY: C passes the start and the length of its bytes.
        unsafe { slice::from_raw_parts(self.start, self.length) }
    }
}

/// A buffer of C, which text is written to. What does not fit is left out.
#[repr(C)]
#[derive(Debug)]
pub struct Text {
    start: *mut u8,
    size: usize,
    length: usize,
}

impl fmt::Write for Text {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        let count = text.len().min(self.size - self.length);
        // SAFETY: C passes the start and the size of its buffer, and `length` bytes are used.
        let rest = unsafe { slice::from_raw_parts_mut(self.start.add(self.length), count) };
        rest.copy_from_slice(&text.as_bytes()[..count]);
        self.length += count;
        Ok(())
    }
}

impl Text {
    fn show(&mut self, what: &dyn fmt::Display, remedy: Option<&Remedy>) {
        let _never_fails = write!(self, "{what}");
        if let Some(remedy) = remedy {
            let _never_fails = write!(self, " -> {remedy}");
        }
    }
}

// A: the verdict alone.

/// A store with one constant root.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_new(root: Bytes) -> *mut TrustStore {
    // SAFETY: the root is a constant of C.
    let root: &'static [u8] = unsafe { slice::from_raw_parts(root.start, root.length) };
    let list: Box<[CertificateDer<'static>]> = Box::new([CertificateDer::from_slice(root)]);
    Box::into_raw(Box::new(TrustStore::new(BuiltIn::new(Box::leak(list)))))
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn verifier_new(store: &TrustStore) -> *mut Verifier {
    Box::into_raw(Box::new(crypto::verifier(store.clone(), Policy::STRICT)))
}

/// The verdict about a server; NULL if the name is none.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify_server(
    verifier: &Verifier,
    chain: *const Bytes,
    count: usize,
    name: Bytes,
    seconds: u64,
) -> *mut Verdict {
    // SAFETY: C passes the chain and its length.
    let chain = unsafe { slice::from_raw_parts(chain, count) };
    let name = core::str::from_utf8(name.as_ref()).ok().and_then(|name| name.parse().ok());
    let Some(name) = name else { return core::ptr::null_mut() };
    Box::into_raw(Box::new(verifier.verify_server_der(chain, &name, Clock::set(seconds))))
}

/// 0 rejected, 1 tolerated, 2 trusted.
#[unsafe(no_mangle)]
pub extern "C" fn outcome(verdict: &Verdict) -> i32 {
    match verdict {
        Verdict::Rejected(_) => 0,
        Verdict::Tolerated(_) => 1,
        Verdict::Trusted(_) => 2,
    }
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn verdict_free(verdict: *mut Verdict) {
    // SAFETY: it is from `verify_server`.
    drop(unsafe { Box::from_raw(verdict) });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn verifier_free(verifier: *mut Verifier) {
    // SAFETY: it is from `verifier_new`.
    drop(unsafe { Box::from_raw(verifier) });
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_free(store: *mut TrustStore) {
    // SAFETY: it is from `store_new` or `store_restore`.
    drop(unsafe { Box::from_raw(store) });
}

// B: uploads, messages, remedies, snapshots.

/// Adds an uploaded file. If it is rejected, the store is unchanged, and `text` says why and what to do.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_add_file(
    store: &mut TrustStore,
    name: Bytes,
    file: Bytes,
    text: &mut Text,
) -> bool {
    let Ok(name) = core::str::from_utf8(name.as_ref()) else { return false };
    let bundle = match Bundle::parse(name, file.as_ref()) {
        Ok(bundle) => bundle,
        Err(error) => {
            text.show(&error, error.remedy().as_ref());
            return false;
        }
    };
    match store.add(&bundle) {
        Ok(_) => true,
        Err(error) => {
            text.show(&error, error.remedy().as_ref());
            false
        }
    }
}

/// Writes the verdict and the remedies of its findings; returns the TLS alert, or 0.
#[unsafe(no_mangle)]
pub extern "C" fn verdict_text(verdict: &Verdict, text: &mut Text) -> u8 {
    text.show(verdict, None);
    let Some(findings) = verdict.findings() else { return 0 };
    for finding in findings {
        text.show(finding, finding.remedy());
    }
    findings.decisive().map_or(0, |finding| finding.reason().tls_alert())
}

/// Writes the state of the store; returns the number of bytes it needs.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_snapshot(store: &TrustStore, buffer: *mut u8, size: usize) -> usize {
    let snapshot = store.snapshot();
    if snapshot.len() <= size {
        // SAFETY: C passes the start and the size of its buffer.
        unsafe { slice::from_raw_parts_mut(buffer, snapshot.len()) }.copy_from_slice(&snapshot);
    }
    snapshot.len()
}

/// The store of a snapshot, with the built-in part of `factory`; NULL and a text if it cannot be restored.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn store_restore(
    factory: &TrustStore,
    snapshot: Bytes,
    text: &mut Text,
) -> *mut TrustStore {
    match factory.restore_like(snapshot.as_ref(), 0) {
        Ok(restored) => Box::into_raw(Box::new(restored.store)),
        Err(error) => {
            text.show(&error, error.remedy().as_ref());
            core::ptr::null_mut()
        }
    }
}

// C and H: the slot, with private keys that are read, or with a handle of a key.

#[unsafe(no_mangle)]
pub extern "C" fn slot_new() -> *mut ServerCertSlot {
    Box::into_raw(Box::default())
}

#[unsafe(no_mangle)]
pub unsafe extern "C" fn slot_free(slot: *mut ServerCertSlot) {
    // SAFETY: it is from `slot_new`.
    drop(unsafe { Box::from_raw(slot) });
}

/// C: uploads a file with certificate and private key.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn slot_upload(
    slot: &mut ServerCertSlot,
    name: Bytes,
    file: Bytes,
    text: &mut Text,
) -> bool {
    let Ok(name) = core::str::from_utf8(name.as_ref()) else { return false };
    match Identity::parse(name, file.as_ref()) {
        Ok(identity) => {
            drop(slot.upload(identity));
            true
        }
        Err(error) => {
            text.show(&error, error.remedy().as_ref());
            false
        }
    }
}

/// H: uploads certificates whose private key stays with the firmware, which has signed the challenge.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn slot_upload_with_handle(
    slot: &mut ServerCertSlot,
    name: Bytes,
    file: Bytes,
    handle: Bytes,
    signature: Bytes,
    text: &mut Text,
) -> bool {
    let Ok(name) = core::str::from_utf8(name.as_ref()) else { return false };
    let certificates: Vec<_> = match Bundle::parse(name, file.as_ref()) {
        Ok(bundle) => bundle.into_iter().collect(),
        Err(error) => {
            text.show(&error, error.remedy().as_ref());
            return false;
        }
    };
    let (nonce, signature): (&[u8], &[u8]) = (b"", signature.as_ref());
    #[cfg(all(feature = "ring", not(feature = "chosen")))]
    let proof = HandleProof::Signature { nonce, signature };
    #[cfg(any(not(feature = "ring"), feature = "chosen"))]
    let algorithms = crypto::algorithms();
    #[cfg(any(not(feature = "ring"), feature = "chosen"))]
    let proof = HandleProof::SignatureBy { nonce, signature, algorithms: &algorithms };
    match Identity::with_handle(certificates, KeyHandle::new(handle.as_ref()), proof) {
        Ok(identity) => {
            drop(slot.upload(identity));
            true
        }
        Err(error) => {
            text.show(&error, error.remedy().as_ref());
            false
        }
    }
}

/// Writes the private key or its handle, and the reason of the selection; returns the number of bytes.
#[unsafe(no_mangle)]
pub extern "C" fn slot_key(slot: &ServerCertSlot, key: &mut Text, reason: &mut Text) -> usize {
    let Some(presented) = slot.present(DeviceCertificate::Custom) else { return 0 };
    reason.show(&presented.kind().to_string(), None);
    let key_bytes: &[u8] = match presented.identity().key() {
        KeyStorage::Bytes(private) => private.as_pkcs8_der(),
        KeyStorage::Handle(handle) => handle.as_bytes(),
    };
    let count = key_bytes.len().min(key.size);
    // SAFETY: C passes the start and the size of its buffer.
    unsafe { slice::from_raw_parts_mut(key.start, count) }.copy_from_slice(&key_bytes[..count]);
    key_bytes.len()
}
