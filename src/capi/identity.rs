//! Identities: a certificate with its private key.

use super::border::{ErrorOut, bytes, copy, give, given, text};
use super::{CBytes, Error, Handle, In, Out, Status, exported};
use crate::{Bundle, Certificate, HandleProof, Identity, KeyHandle};
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

/// The certificates of a file that C passes, the one presented first.
///
/// # Safety
///
/// As [`bytes`] and [`text`].
unsafe fn certificates(
    name: *const c_char,
    data: *const u8,
    length: usize,
    error: &mut ErrorOut<'_>,
) -> Result<Vec<Certificate>, Status> {
    // SAFETY: the caller lends the name and the file.
    let (name, file) = unsafe { (text(name)?, bytes(data, length)?) };
    let bundle = Bundle::parse(&name, file).map_err(|refused| error.refuse(refused))?;
    Ok(bundle.into_iter().collect())
}

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

    /// Frees an identity and wipes its key.
    fn trustslot_identity_free(identity: Handle<Identity>) -> () {
        drop(identity);
    }
}
