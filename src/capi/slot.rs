//! The slot for the identities that a phone presents.

use super::banks::{Writer, loaded, two};
use super::border::{ErrorOut, give, given, put};
use super::structs::{numbered, switch};
use super::text::{show, which};
use super::{AnyBanks, CBytes, CWrite, Error, Handle, In, InOut, Out, Status, exported};
use crate::{
    Banks, Certificate, DeviceCertificate, FactoryReset, Identity, KeyStorage, MacAddress,
    Presented, RestoredSlot, ServerCertSlot, SlotKind, SnapshotError, Usage, Verifier,
};
use core::ffi::{c_char, c_void};

/// `trustslot_presented`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct CPresented {
    /// PKCS#8 in DER, or the handle.
    pub key: CBytes,
    /// The number of certificates.
    pub certificates: usize,
    /// The code of a [`SlotKind`].
    pub kind: u32,
    /// 1 if the key is a handle.
    pub is_handle: u32,
    /// 1 if an uploaded identity is selected, and there is none.
    pub instead_of_custom: u32,
    /// 0.
    pub reserved: u32,
}

/// The identity that is presented.
fn presented(slot: &ServerCertSlot, selected: u32, usage: u32) -> Result<Presented<'_>, Status> {
    let selected = numbered(selected, DeviceCertificate::from_code)?;
    let presented = match numbered(usage, Usage::from_code)? {
        Usage::ServerAuth => slot.present(selected),
        Usage::ClientAuth => slot.present_as_client(selected),
    };
    presented.ok_or(Status::NOT_THERE)
}

/// Takes over an identity, so that nobody can use it twice.
fn taken(identity: InOut<'_, Handle<Identity>>) -> Result<Identity, Status> {
    Ok(*given(given(identity)?.take())?)
}

type Restored = (Banks<ServerCertSlot>, Result<RestoredSlot, SnapshotError>);

/// Loads the state of a slot in the way of `restore`.
fn load<'a>(
    slot: InOut<'_, ServerCertSlot>,
    banks: Result<[Option<&'a [u8]>; 2], Status>,
    banks_out: Out<'_, Handle<AnyBanks>>,
    error_out: Out<'_, Handle<Error>>,
    restore: impl FnOnce(Option<&'a [u8]>, Option<&'a [u8]>) -> Restored,
) -> Result<(), Status> {
    let mut error = ErrorOut::new(error_out);
    let (slot, out) = (given(slot)?, given(banks_out)?);
    let [a, b] = banks?;
    let (banks, restored) = restore(a, b);
    *slot = loaded(out, AnyBanks::Slot(banks), restored, &mut error)?.slot;
    Ok(())
}

exported! {
    /// An empty slot.
    fn trustslot_slot_new(slot_out: Out<'_, Handle<ServerCertSlot>>) {
        give(given(slot_out)?, ServerCertSlot::new())
    }

    /// Frees a slot and wipes its keys.
    fn trustslot_slot_free(slot: Handle<ServerCertSlot>) -> () {
        drop(slot);
    }

    /// Installs an uploaded identity.
    fn trustslot_slot_upload(
        slot: InOut<'_, ServerCertSlot>,
        kind: u32,
        identity: InOut<'_, Handle<Identity>>,
    ) {
        let slot = given(slot)?;
        let upload = match numbered(kind, SlotKind::from_code)? {
            SlotKind::Custom => ServerCertSlot::upload,
            SlotKind::Client => ServerCertSlot::upload_client,
            SlotKind::Unique | SlotKind::Generic => return Err(Status::BAD_ARGUMENT),
        };
        drop(upload(slot, taken(identity)?));
        Ok(())
    }

    /// Installs the identity of this phone.
    fn trustslot_slot_install_unique(
        slot: InOut<'_, ServerCertSlot>,
        mac: In<'_, [u8; 6]>,
        identity: InOut<'_, Handle<Identity>>,
        vendor: In<'_, Verifier>,
        error_out: Out<'_, Handle<Error>>,
    ) {
        let mut error = ErrorOut::new(error_out);
        let (slot, mac, vendor) = (given(slot)?, MacAddress::new(*given(mac)?), given(vendor)?);
        let replaced = slot.install_unique(mac, taken(identity)?, vendor);
        replaced.map(drop).map_err(|refused| error.refuse(refused))
    }

    /// Installs the identity that many phones share.
    fn trustslot_slot_install_generic(
        slot: InOut<'_, ServerCertSlot>,
        identity: InOut<'_, Handle<Identity>>,
        vendor: In<'_, Verifier>,
        error_out: Out<'_, Handle<Error>>,
    ) {
        let mut error = ErrorOut::new(error_out);
        let (slot, vendor) = (given(slot)?, given(vendor)?);
        let replaced = slot.install_generic(taken(identity)?, vendor);
        replaced.map(drop).map_err(|refused| error.refuse(refused))
    }

    /// Removes an uploaded identity.
    fn trustslot_slot_remove(slot: InOut<'_, ServerCertSlot>, kind: u32) {
        let slot = given(slot)?;
        let kind = numbered(kind, SlotKind::from_code)?;
        // Certificates that wait for their key are removed too.
        let was_there = slot.get(kind).is_some() || slot.awaits_key(kind).is_some();
        match kind {
            SlotKind::Custom => drop(slot.remove_custom()),
            SlotKind::Client => drop(slot.remove_client()),
            SlotKind::Unique | SlotKind::Generic => return Err(Status::BAD_ARGUMENT),
        }
        if was_there { Ok(()) } else { Err(Status::NOT_THERE) }
    }

    /// Resets a slot.
    fn trustslot_slot_factory_reset(slot: InOut<'_, ServerCertSlot>, reset: u32) {
        let slot = given(slot)?;
        drop(slot.factory_reset(numbered(reset, FactoryReset::from_code)?));
        Ok(())
    }

    /// The number of certificates that await their key.
    fn trustslot_slot_awaits_key(slot: In<'_, ServerCertSlot>, kind: u32) -> usize {
        let kind = numbered(kind, SlotKind::from_code).ok();
        let awaited = slot.zip(kind).and_then(|(slot, kind)| slot.awaits_key(kind));
        awaited.map_or(0, <[Certificate]>::len)
    }

    /// The identity that the phone presents.
    fn trustslot_slot_present(
        slot: In<'_, ServerCertSlot>,
        selected: u32,
        usage: u32,
        presented_out: Out<'_, CPresented>,
    ) {
        let presented = presented(given(slot)?, selected, usage)?;
        let identity = presented.identity();
        let (key, is_handle) = match identity.key() {
            KeyStorage::Bytes(key) => (key.as_pkcs8_der(), false),
            KeyStorage::Handle(handle) => (handle.as_bytes(), true),
        };
        put(presented_out, CPresented {
            key: CBytes::of(key),
            certificates: identity.chain().count(),
            kind: presented.kind().code().into(),
            is_handle: is_handle.into(),
            instead_of_custom: presented.is_instead_of_custom().into(),
            reserved: 0,
        });
        Ok(())
    }

    /// A certificate that is presented.
    fn trustslot_slot_certificate(
        slot: In<'_, ServerCertSlot>,
        selected: u32,
        usage: u32,
        index: usize,
        certificate_out: Out<'_, CBytes>,
    ) {
        let presented = presented(given(slot)?, selected, usage)?;
        let certificate = presented.identity().chain().nth(index).ok_or(Status::NOT_THERE)?;
        put(certificate_out, CBytes::of(certificate.as_der()));
        Ok(())
    }

    /// Why this identity is presented.
    fn trustslot_slot_present_text(
        slot: In<'_, ServerCertSlot>,
        selected: u32,
        usage: u32,
        which_text: u32,
        buffer: *mut c_char,
        size: usize,
    ) -> usize {
        let (number, html) = which(which_text);
        let presented = slot.and_then(|slot| presented(slot, selected, usage).ok());
        // SAFETY: the caller lends `size` bytes at `buffer`.
        unsafe {
            match presented {
                Some(presented) if number == 0 => show(presented, html, buffer, size),
                _ => show("", html, buffer, size),
            }
        }
    }

    /// Loads the state of a slot.
    fn trustslot_slot_load(
        slot: InOut<'_, ServerCertSlot>,
        banks: *const CBytes,
        floor: u64,
        banks_out: Out<'_, Handle<AnyBanks>>,
        error_out: Out<'_, Handle<Error>>,
    ) {
        // SAFETY: the caller lends the contents of two banks.
        let banks = unsafe { two(banks) };
        load(slot, banks, banks_out, error_out, |a, b| ServerCertSlot::load(a, b, floor))
    }

    /// Loads the state of a slot, without private keys.
    fn trustslot_slot_load_without_keys(
        slot: InOut<'_, ServerCertSlot>,
        banks: *const CBytes,
        floor: u64,
        banks_out: Out<'_, Handle<AnyBanks>>,
        error_out: Out<'_, Handle<Error>>,
    ) {
        // SAFETY: the caller lends the contents of two banks.
        let banks = unsafe { two(banks) };
        load(slot, banks, banks_out, error_out, |a, b| ServerCertSlot::load_without_private_key(a, b, floor))
    }

    /// Saves the state of a slot.
    fn trustslot_slot_save(
        slot: InOut<'_, ServerCertSlot>,
        banks: InOut<'_, AnyBanks>,
        with_keys: u32,
        write: CWrite,
        context: *mut c_void,
    ) {
        let (slot, banks, with_keys) = (given(slot)?, given(banks)?, switch(with_keys)?);
        let writer = Writer::new(write, context)?;
        let AnyBanks::Slot(banks) = banks else { return Err(Status::BAD_ARGUMENT) };
        if with_keys {
            slot.save_with_private_key(banks, |bank, bytes| writer.write(bank, bytes))
        } else {
            slot.save(banks, |bank, bytes| writer.write(bank, bytes))
        }
    }

    /// The number of changes.
    fn trustslot_slot_generation(slot: In<'_, ServerCertSlot>) -> u64 {
        slot.map_or(0, ServerCertSlot::generation)
    }
}
