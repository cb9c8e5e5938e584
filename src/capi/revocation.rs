//! Revocation data that the firmware answers, block lists, and the cache of signatures.

use super::border::{ErrorOut, bundle, bytes, give, given};
use super::{CBytes, Error, Handle, In, InOut, Out, Status, exported};
use crate::pki_types::UnixTime;
use crate::{BlockList, Certificate, RevocationAnswer, RevocationData, RevocationQuestion};
use core::ffi::{c_char, c_void};
use core::time::Duration;

/// `trustslot_cache`.
#[cfg(feature = "std")]
pub type Cache = crate::SignatureCache;
/// `trustslot_cache`, of which there is none without std.
#[cfg(not(feature = "std"))]
#[derive(Clone, Copy, Debug)]
pub enum Cache {}

/// `trustslot_revocation_question`.
#[repr(C)]
#[derive(Debug)]
pub struct CQuestion {
    /// In DER.
    pub certificate: CBytes,
    /// In DER.
    pub issuer: CBytes,
    /// The contents of the integer.
    pub serial_number: CBytes,
    /// Of the issuer's `SubjectPublicKeyInfo`.
    pub issuer_key_sha256: [u8; 32],
}

/// `trustslot_revocation_answer`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct CAnswer {
    /// Seconds since 1970, or 0.
    pub time: u64,
    /// The code of a [`RevocationAnswer`].
    pub answer: u32,
    /// Not read.
    pub reserved: u32,
}

/// `trustslot_revocation_hook`.
pub type CRevocationHook = Option<RevocationHook>;

/// The function behind it.
pub type RevocationHook = unsafe extern "C" fn(*mut c_void, *const CQuestion, *mut CAnswer);

/// A function of the firmware that answers.
pub(super) struct Hook {
    pub(super) hook: RevocationHook,
    pub(super) context: *mut c_void,
}

// SAFETY: the header requires that the function can be called from several threads with this context.
unsafe impl Send for Hook {}
// SAFETY: as above.
unsafe impl Sync for Hook {}

impl RevocationData for Hook {
    fn status(&self, about: &RevocationQuestion<'_>) -> RevocationAnswer {
        let question = CQuestion {
            certificate: CBytes::of(about.certificate().as_der()),
            issuer: CBytes::of(about.issuer().as_der()),
            serial_number: CBytes::of(about.serial_number()),
            issuer_key_sha256: about.issuer_key_sha256(),
        };
        let mut answer = CAnswer::default();
        // SAFETY: the function is the caller's, and both structures live until it returns.
        unsafe { (self.hook)(self.context, &raw const question, &raw mut answer) };
        let time = (answer.time != 0)
            .then(|| UnixTime::since_unix_epoch(Duration::from_secs(answer.time)));
        match answer.answer {
            0 => RevocationAnswer::NoData,
            2 => RevocationAnswer::Good { until: time },
            3 => RevocationAnswer::Revoked { since: time },
            // Also an unknown number: nothing is known, and where a status is needed that refuses.
            _ => RevocationAnswer::NotCovered,
        }
    }
}

exported! {
    /// An empty block list.
    fn trustslot_block_list_new(list_out: Out<'_, Handle<BlockList>>) {
        give(given(list_out)?, BlockList::new())
    }

    /// Frees a block list.
    fn trustslot_block_list_free(list: Handle<BlockList>) -> () {
        drop(list);
    }

    /// Blocks the certificates of a file.
    fn trustslot_block_list_add_file(
        list: InOut<'_, BlockList>,
        name: *const c_char,
        data: *const u8,
        length: usize,
        error_out: Out<'_, Handle<Error>>,
    ) {
        let mut error = ErrorOut::new(error_out);
        let list = given(list)?;
        // SAFETY: the caller lends the name and the file.
        let bundle = unsafe { bundle(name, data, length, &mut error) }?;
        bundle.iter().for_each(|certificate| list.block_certificate(certificate));
        Ok(())
    }

    /// Blocks a key.
    fn trustslot_block_list_add_key(list: InOut<'_, BlockList>, sha256: In<'_, [u8; 32]>) {
        given(list)?.block_key(*given(sha256)?);
        Ok(())
    }

    /// Blocks a serial number.
    fn trustslot_block_list_add_serial_number(
        list: InOut<'_, BlockList>,
        issuer: *const u8,
        issuer_length: usize,
        serial_number: *const u8,
        serial_length: usize,
        error_out: Out<'_, Handle<Error>>,
    ) {
        let mut error = ErrorOut::new(error_out);
        let list = given(list)?;
        // SAFETY: the caller lends the certificate and the number.
        let (issuer, number) =
            unsafe { (bytes(issuer, issuer_length)?, bytes(serial_number, serial_length)?) };
        if number.is_empty() {
            return Err(Status::BAD_ARGUMENT);
        }
        let issuer = Certificate::from_der(issuer).map_err(|refused| error.refuse(refused))?;
        list.block_serial_number(&issuer, number);
        Ok(())
    }

    /// An empty cache of signatures.
    fn trustslot_cache_new(entries: usize, bytes: usize, cache_out: Out<'_, Handle<Cache>>) {
        let out = given(cache_out)?;
        #[cfg(feature = "std")]
        {
            let or_default = |limit, default| if limit == 0 { default } else { limit };
            let entries = or_default(entries, Cache::ENTRIES);
            let bytes = or_default(bytes, Cache::BYTES);
            give(out, Cache::with_limits(entries, bytes))
        }
        #[cfg(not(feature = "std"))]
        {
            let _ = (entries, bytes, out);
            Err(Status::NOT_BUILT)
        }
    }

    /// Frees a cache.
    fn trustslot_cache_free(cache: Handle<Cache>) -> () {
        drop(cache);
    }
}
