//! The rows of the page that lists certificates.

use super::border::{give, given, put, room};
use super::structs::{bit, count, numbered};
use super::text::{show, which};
use super::{CClock, Handle, In, Out, Status, exported};
use crate::{
    Certificate, CertificateFlag, Date, ServerCertSlot, SlotEntry, SlotKind, StoreEntry,
    TrustSource, TrustStore,
};
use alloc::vec::Vec;
use core::ffi::c_char;

/// `trustslot_page`.
#[derive(Debug)]
pub enum Page {
    /// The certificates of a store.
    Store(Vec<StoreEntry>),
    /// The identities of a slot.
    Slot(Vec<SlotEntry>),
}

/// `trustslot_row`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CRow {
    /// Seconds since 1970.
    pub not_before: u64,
    /// Seconds since 1970.
    pub not_after: u64,
    /// From 1.
    pub number: u32,
    /// The code of a `StorePart`.
    pub part: u32,
    /// The code of a `TrustRole`.
    pub role: u32,
    /// The code of a `SlotKind`.
    pub kind: u32,
    /// One bit for each flag.
    pub flags: u32,
    /// 1 if disabled.
    pub disabled: u32,
    /// The fingerprint.
    pub sha256: [u8; 32],
}

impl Page {
    const fn len(&self) -> usize {
        match self {
            Self::Store(entries) => entries.len(),
            Self::Slot(entries) => entries.len(),
        }
    }

    fn certificate(&self, index: usize) -> Option<&Certificate> {
        match self {
            Self::Store(entries) => entries.get(index).map(|entry| &entry.certificate),
            Self::Slot(entries) => entries.get(index).map(|entry| &entry.certificate),
        }
    }

    fn row(&self, index: usize) -> Option<CRow> {
        let certificate = self.certificate(index)?;
        let validity = certificate.validity();
        let row = CRow {
            not_before: validity.not_before().as_secs(),
            not_after: validity.not_after().as_secs(),
            number: count(index.saturating_add(1)),
            sha256: *certificate.fingerprint().as_bytes(),
            ..CRow::default()
        };
        Some(match self {
            Self::Store(entries) => {
                let entry = entries.get(index)?;
                CRow {
                    part: entry.part.code().into(),
                    role: entry.role.code().into(),
                    flags: bits(&entry.flags),
                    disabled: entry.disabled.into(),
                    ..row
                }
            }
            Self::Slot(entries) => {
                let entry = entries.get(index)?;
                CRow { kind: entry.kind.code().into(), flags: bits(&entry.flags), ..row }
            }
        })
    }

    /// Writes one of the texts.
    ///
    /// # Safety
    ///
    /// As [`show`].
    unsafe fn show(&self, index: usize, text: u32, buffer: *mut c_char, size: usize) -> usize {
        let (number, html) = which(text);
        // SAFETY: the caller lends `size` bytes at `buffer`.
        let write = |text: &dyn core::fmt::Display| unsafe { show(text, html, buffer, size) };
        let Some(certificate) = self.certificate(index) else { return write(&"") };
        match (number, self) {
            (0, Self::Store(entries)) => {
                entries.get(index).map_or_else(|| write(&""), |entry| write(entry))
            }
            (0, Self::Slot(entries)) => entries.get(index).map_or_else(
                || write(&""),
                |entry| write(&format_args!("{}  {certificate}", entry.kind)),
            ),
            (1, _) => write(&certificate.issued_to()),
            (2, _) => write(&certificate.issued_by()),
            (3, _) => write(&Date::of(certificate.validity().not_after())),
            (4, _) => write(&certificate.fingerprint()),
            (5, _) => write(&certificate.key_description()),
            (6, _) => write(&certificate.signature_description()),
            (7, _) => write(&certificate.to_pem()),
            _ => write(&""),
        }
    }
}

fn bits(flags: &[CertificateFlag]) -> u32 {
    flags.iter().fold(0, |bits, flag| bits | bit(flag.code()))
}

/// Checks the memory for this many rows: see [`room`].
fn room_for_rows(rows: usize) -> Result<(), Status> {
    room(rows.saturating_mul(ROW).saturating_add(ROW))
}

/// A list that grows is there twice for a moment, once at half its length; and each row has a list of flags, whose block takes
/// 32 bytes at least in common allocators.
const ROW: usize = size_of::<StoreEntry>() * 2 + 64;
const _: () = assert!(size_of::<SlotEntry>() <= ROW);

exported! {
    /// The rows of a store.
    fn trustslot_store_page(
        store: In<'_, TrustStore>,
        source: u32,
        clock: CClock,
        page_out: Out<'_, Handle<Page>>,
    ) {
        let (store, out) = (given(store)?, given(page_out)?);
        let source = numbered(source, TrustSource::from_code)?;
        room_for_rows(store.built_in().count().saturating_add(store.custom().len()))?;
        give(out, Page::Store(store.list(source, clock.read()?)))
    }

    /// The rows of a slot.
    fn trustslot_slot_page(slot: In<'_, ServerCertSlot>, clock: CClock, page_out: Out<'_, Handle<Page>>) {
        let (slot, out) = (given(slot)?, given(page_out)?);
        room_for_rows(SlotKind::ALL.len())?;
        give(out, Page::Slot(slot.list(clock.read()?)))
    }

    /// The number of rows.
    fn trustslot_page_count(page: In<'_, Page>) -> usize {
        page.map_or(0, Page::len)
    }

    /// One row.
    fn trustslot_page_row(page: In<'_, Page>, index: usize, row_out: Out<'_, CRow>) {
        let row = given(page)?.row(index).ok_or(Status::NOT_THERE)?;
        put(row_out, row);
        Ok(())
    }

    /// A text of a row.
    fn trustslot_page_text(
        page: In<'_, Page>,
        index: usize,
        which_text: u32,
        buffer: *mut c_char,
        size: usize,
    ) -> usize {
        // SAFETY: the caller lends `size` bytes at `buffer`.
        unsafe {
            match page {
                Some(page) => page.show(index, which_text, buffer, size),
                None => show("", false, buffer, size),
            }
        }
    }

    /// Frees a page.
    fn trustslot_page_free(page: Handle<Page>) -> () {
        drop(page);
    }
}
