//! The trust store.

use super::border::{ErrorOut, bundle, give, given, lent, put, room};
use super::structs::{numbered, switch};
use super::text::{show, which};
use super::{CBytes, Error, Handle, In, InOut, Out, Status, exported};
use crate::{
    Added, BuiltIn, BuiltInError, Certificate, FactoryReset, Fingerprint, SharedBuiltIn, TrustStore,
};
use alloc::vec::Vec;
use core::ffi::c_char;

/// `trustslot_added`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CAdded {
    /// New certificates.
    pub added: usize,
    /// Certificates that were there already.
    pub known: usize,
    /// New ones that the built-in part has as well.
    pub also_built_in: usize,
    /// New ones that are not CAs.
    pub pins: usize,
}

/// `trustslot_room`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CRoom {
    /// Entries of the custom part.
    pub entries: usize,
    /// Those that are free.
    pub free_entries: usize,
    /// Bytes of the custom part.
    pub bytes: usize,
    /// Those that are free.
    pub free_bytes: usize,
}

/// What a store needs beside its parsed roots: 0.3 KB.
const BUILT_IN: usize = 1024;

exported! {
    /// A store with constant roots.
    fn trustslot_store_new(
        roots: *const CBytes,
        count: usize,
        limit: usize,
        store_out: Out<'_, Handle<TrustStore>>,
        error_out: Out<'_, Handle<Error>>,
    ) {
        let mut error = ErrorOut::new(error_out);
        let out = given(store_out)?;
        // SAFETY: the caller keeps the table and the roots until the program ends.
        let roots: &'static [_] = unsafe { lent(roots, count) }?;
        room(roots.len().saturating_mul(size_of::<Certificate>()).saturating_add(BUILT_IN))?;
        let mut parsed = Vec::new();
        parsed.try_reserve_exact(roots.len()).map_err(|_| Status::OUT_OF_MEMORY)?;
        for (index, root) in roots.iter().enumerate() {
            let root = Certificate::from_static(root.as_ref()).map_err(|unreadable| {
                error.refuse(BuiltInError::Certificate { index, error: unreadable })
            })?;
            parsed.push(root);
        }
        let built_in: SharedBuiltIn =
            if parsed.is_empty() { BuiltIn::EMPTY } else { BuiltIn::from_certificates(parsed).into() };
        give(out, TrustStore::with_limit(built_in, limit))
    }

    /// A store whose built-in part is a file.
    fn trustslot_store_new_from_file(
        name: *const c_char,
        data: *const u8,
        length: usize,
        limit: usize,
        store_out: Out<'_, Handle<TrustStore>>,
        error_out: Out<'_, Handle<Error>>,
    ) {
        let mut error = ErrorOut::new(error_out);
        let out = given(store_out)?;
        // SAFETY: the caller lends the name and the file.
        let roots = unsafe { bundle(name, data, length, &mut error) }?;
        give(out, TrustStore::with_limit(BuiltIn::from_certificates(roots), limit))
    }

    /// A store with the Mozilla root list.
    fn trustslot_store_new_mozilla(limit: usize, store_out: Out<'_, Handle<TrustStore>>) {
        let out = given(store_out)?;
        #[cfg(feature = "mozilla")]
        return give(out, TrustStore::with_limit(BuiltIn::MOZILLA, limit));
        #[cfg(not(feature = "mozilla"))]
        {
            let _ = (limit, out);
            Err(Status::NOT_BUILT)
        }
    }

    /// A copy of a store.
    fn trustslot_store_clone(store: In<'_, TrustStore>, store_out: Out<'_, Handle<TrustStore>>) {
        let (store, out) = (given(store)?, given(store_out)?);
        give(out, store.clone())
    }

    /// Frees a store.
    fn trustslot_store_free(store: Handle<TrustStore>) -> () {
        drop(store);
    }

    /// Limits the custom part to this many bytes.
    fn trustslot_store_set_byte_limit(store: InOut<'_, TrustStore>, bytes: usize) {
        let store = given(store)?;
        *store = core::mem::take(store).with_byte_limit(bytes);
        Ok(())
    }

    /// Adds the certificates of a file.
    fn trustslot_store_add_file(
        store: InOut<'_, TrustStore>,
        name: *const c_char,
        data: *const u8,
        length: usize,
        added_out: Out<'_, CAdded>,
        error_out: Out<'_, Handle<Error>>,
    ) {
        let mut error = ErrorOut::new(error_out);
        let store = given(store)?;
        // SAFETY: the caller lends the name and the file.
        let bundle = unsafe { bundle(name, data, length, &mut error) }?;
        let Added { new: added, known, also_built_in, pins, .. } =
            store.add(&bundle).map_err(|refused| error.refuse(refused))?;
        put(added_out, CAdded { added, known, also_built_in, pins });
        Ok(())
    }

    /// The message for the upload page.
    fn trustslot_added_text(added: In<'_, CAdded>, which_text: u32, buffer: *mut c_char, size: usize) -> usize {
        let (number, html) = which(which_text);
        let message = added.filter(|_| number == 0).map(|added| {
            let mut counts = Added::default();
            (counts.new, counts.known) = (added.added, added.known);
            (counts.also_built_in, counts.pins) = (added.also_built_in, added.pins);
            counts
        });
        // SAFETY: the caller lends `size` bytes at `buffer`.
        unsafe {
            match message {
                Some(added) => show(added, html, buffer, size),
                None => show("", html, buffer, size),
            }
        }
    }

    /// Removes an uploaded certificate.
    fn trustslot_store_remove(store: InOut<'_, TrustStore>, sha256: In<'_, [u8; 32]>) {
        let (store, sha256) = (given(store)?, given(sha256)?);
        let removed = store.remove(&Fingerprint::from_bytes(*sha256));
        removed.map(drop).ok_or(Status::NOT_THERE)
    }

    /// Removes all uploaded certificates.
    fn trustslot_store_remove_all(store: InOut<'_, TrustStore>) {
        drop(given(store)?.remove_all());
        Ok(())
    }

    /// Disables or enables a built-in certificate.
    fn trustslot_store_set_enabled(store: InOut<'_, TrustStore>, sha256: In<'_, [u8; 32]>, enabled: u32) {
        let (store, sha256) = (given(store)?, given(sha256)?);
        let fingerprint = Fingerprint::from_bytes(*sha256);
        let is_there = if switch(enabled)? {
            // One that is enabled already is there too.
            store.enable(&fingerprint) || store.built_in().any(|root| root.fingerprint() == fingerprint)
        } else {
            store.disable(&fingerprint)
        };
        if is_there { Ok(()) } else { Err(Status::NOT_THERE) }
    }

    /// Resets a store.
    fn trustslot_store_factory_reset(store: InOut<'_, TrustStore>, reset: u32) {
        let store = given(store)?;
        drop(store.factory_reset(numbered(reset, FactoryReset::from_code)?));
        Ok(())
    }

    /// The room of the custom part.
    fn trustslot_store_room(store: In<'_, TrustStore>, room_out: Out<'_, CRoom>) {
        let store = given(store)?;
        put(room_out, CRoom {
            entries: store.limit(),
            free_entries: store.free(),
            bytes: store.byte_limit(),
            free_bytes: store.free_bytes(),
        });
        Ok(())
    }

    /// The number of changes.
    fn trustslot_store_generation(store: In<'_, TrustStore>) -> u64 {
        store.map_or(0, TrustStore::generation)
    }
}
