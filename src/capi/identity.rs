//! Identities: a certificate with its private key.

use super::border::{ErrorOut, bundle, bytes, copy, give, given, put, room, text};
use super::structs::bit;
use super::text::{show, show_some, which};
use super::{CBytes, CClock, Error, Handle, In, Out, Status, exported};
use crate::{Certificate, HandleProof, Identity, IdentityFinding, KeyHandle, Usage};
use alloc::vec::Vec;
use core::ffi::c_char;

/// `trustslot_proof`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct CProof {
    /// What the message ends with.
    pub nonce: CBytes,
    /// The signature over the message.
    pub signature: CBytes,
}

/// `trustslot_identity_finding`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CIdentityFinding {
    /// The code of an [`IdentityFinding`].
    pub code: u32,
    /// One bit for each [`Usage`] that it excludes.
    pub excludes: u32,
    /// The code of a `Remedy`, or 0.
    pub remedy: u32,
    /// 0.
    pub reserved: u32,
}

impl CIdentityFinding {
    fn of(finding: &IdentityFinding) -> Self {
        let excluded = Usage::ALL.iter().filter(|usage| finding.excludes(**usage));
        Self {
            code: finding.code().into(),
            excludes: excluded.fold(0, |bits, usage| bits | bit(usage.code())),
            remedy: finding.remedy().map_or(0, |remedy| remedy.code().into()),
            reserved: 0,
        }
    }
}

/// The findings about an identity; none if there is no identity.
fn findings(
    identity: In<'_, Identity>,
    clock: CClock,
) -> Result<impl Iterator<Item = IdentityFinding>, Status> {
    Ok(given(identity)?.findings(clock.read()?).into_iter())
}

/// The certificates of a file that C passes, the one presented first.
///
/// # Safety
///
/// As [`bundle`].
unsafe fn certificates(
    name: *const c_char,
    data: *const u8,
    length: usize,
    error: &mut ErrorOut<'_>,
) -> Result<Vec<Certificate>, Status> {
    // SAFETY: the caller lends the name and the file.
    Ok(unsafe { bundle(name, data, length, error) }?.into_iter().collect())
}

/// Checks the memory for an identity from this file: see [`room`].
fn room_for_identity(file: &[u8]) -> Result<(), Status> {
    room(file.len().saturating_mul(2).saturating_add(IDENTITY))
}

/// What an identity needs beside twice its file: RSA with 4096 bits needs 8 KB for everything.
const IDENTITY: usize = 8 * 1024;

exported! {
    /// Reads a file with a private key.
    fn trustslot_identity_parse(
        name: *const c_char,
        data: *const u8,
        length: usize,
        identity_out: Out<'_, Handle<Identity>>,
        error_out: Out<'_, Handle<Error>>,
    ) {
        let mut error = ErrorOut::new(error_out);
        let out = given(identity_out)?;
        // SAFETY: the caller lends the name and the file.
        let (name, file) = unsafe { (text(name)?, bytes(data, length)?) };
        room_for_identity(file)?;
        let identity = Identity::parse(&name, file).map_err(|refused| error.refuse(refused))?;
        give(out, identity)
    }

    /// Reads a file with an encrypted private key.
    fn trustslot_identity_parse_with_passphrase(
        name: *const c_char,
        data: *const u8,
        length: usize,
        passphrase: *const u8,
        passphrase_length: usize,
        identity_out: Out<'_, Handle<Identity>>,
        error_out: Out<'_, Handle<Error>>,
    ) {
        let mut error = ErrorOut::new(error_out);
        let out = given(identity_out)?;
        // SAFETY: the caller lends the name, the file and the passphrase.
        let (name, file, passphrase) = unsafe {
            (text(name)?, bytes(data, length)?, bytes(passphrase, passphrase_length)?)
        };
        #[cfg(feature = "encrypted-keys")]
        {
            room_for_identity(file)?;
            let identity = Identity::parse_with_passphrase(&name, file, passphrase);
            give(out, identity.map_err(|refused| error.refuse(refused))?)
        }
        #[cfg(not(feature = "encrypted-keys"))]
        {
            let _ = (&mut error, out, name, file, passphrase);
            Err(Status::NOT_BUILT)
        }
    }

    /// An identity whose key is elsewhere.
    fn trustslot_identity_with_handle(
        name: *const c_char,
        data: *const u8,
        length: usize,
        handle: *const u8,
        handle_length: usize,
        proof: In<'_, CProof>,
        identity_out: Out<'_, Handle<Identity>>,
        error_out: Out<'_, Handle<Error>>,
    ) {
        let mut error = ErrorOut::new(error_out);
        let out = given(identity_out)?;
        // SAFETY: the caller lends the file, the handle and the proof.
        let (handle, proof) = unsafe {
            let proof = match proof {
                Some(CProof { nonce, signature }) => HandleProof::Signature {
                    nonce: bytes(nonce.data, nonce.length)?,
                    signature: bytes(signature.data, signature.length)?,
                },
                None => HandleProof::Stated,
            };
            (bytes(handle, handle_length)?, proof)
        };
        // SAFETY: as above.
        let chain = unsafe { certificates(name, data, length, &mut error) }?;
        let identity = Identity::with_handle(chain, KeyHandle::new(handle), proof);
        give(out, identity.map_err(|refused| error.refuse(refused))?)
    }

    /// The message that proves a handle.
    fn trustslot_identity_challenge(
        name: *const c_char,
        data: *const u8,
        length: usize,
        nonce: *const u8,
        nonce_length: usize,
        buffer: *mut u8,
        size: usize,
        length_out: Out<'_, usize>,
        error_out: Out<'_, Handle<Error>>,
    ) {
        let mut error = ErrorOut::new(error_out);
        // SAFETY: the caller lends the file and the nonce.
        let nonce = unsafe { bytes(nonce, nonce_length) }?;
        // SAFETY: as above.
        let chain = unsafe { certificates(name, data, length, &mut error) }?;
        let first = chain.first().ok_or(Status::NOT_THERE)?;
        let challenge = Identity::handle_challenge(first, nonce);
        // SAFETY: the caller lends `size` bytes at `buffer`.
        unsafe { copy(&challenge, buffer, size, length_out) }
    }

    /// The number of findings.
    fn trustslot_identity_finding_count(identity: In<'_, Identity>, clock: CClock) -> usize {
        findings(identity, clock).map_or(0, Iterator::count)
    }

    /// One finding.
    fn trustslot_identity_finding_at(
        identity: In<'_, Identity>,
        clock: CClock,
        index: usize,
        finding_out: Out<'_, CIdentityFinding>,
    ) {
        let finding = findings(identity, clock)?.nth(index).ok_or(Status::NOT_THERE)?;
        put(finding_out, CIdentityFinding::of(&finding));
        Ok(())
    }

    /// A text of a finding.
    fn trustslot_identity_finding_text(
        identity: In<'_, Identity>,
        clock: CClock,
        index: usize,
        which_text: u32,
        buffer: *mut c_char,
        size: usize,
    ) -> usize {
        let (number, html) = which(which_text);
        let found = findings(identity, clock).ok().and_then(|mut found| found.nth(index));
        // SAFETY: the caller lends `size` bytes at `buffer`.
        unsafe {
            match number {
                0 => show_some(found, html, buffer, size),
                1 => {
                    let remedy = found.and_then(|found| found.remedy());
                    show_some(remedy, html, buffer, size)
                }
                2 => show_some(found.map(|found| found.word()), html, buffer, size),
                _ => show("", html, buffer, size),
            }
        }
    }

    /// Frees an identity and wipes its key.
    fn trustslot_identity_free(identity: Handle<Identity>) -> () {
        drop(identity);
    }
}
