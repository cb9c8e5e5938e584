//! Verdicts.

use super::border::{given, put};
use super::structs::count;
use super::text::{show, show_some, which};
use super::{Handle, In, Out, Status, exported};
use crate::{Finding, Note, TrustRole, Verdict, VerifiedPath};
use core::ffi::c_char;

/// `trustslot_finding`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CFinding {
    /// The code of a `Reason`.
    pub reason: u32,
    /// The code of a `Check`.
    pub check: u32,
    /// The code of a `Position`.
    pub position: u32,
    /// 1 if waived.
    pub waived: u32,
    /// The TLS alert.
    pub alert: u32,
    /// The code of a `Remedy`, or 0.
    pub remedy: u32,
}

/// `trustslot_path`.
#[repr(C)]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CPath {
    /// Seconds since 1970.
    pub valid_until: u64,
    /// The code of a `StorePart`.
    pub part: u32,
    /// The code of a `TrustRole`.
    pub role: u32,
    /// The number of intermediates.
    pub intermediates: u32,
    /// The code of a `MatchedBy`, or 255.
    pub matched: u32,
    /// The number of notes.
    pub notes: u32,
    /// 0.
    pub reserved: u32,
    /// The fingerprint of the anchor.
    pub anchor_sha256: [u8; 32],
}

/// The alert for no verdict: `internal_error`.
const INTERNAL_ERROR: u8 = 80;
/// No name matched.
const NOTHING: u32 = 255;

impl CPath {
    fn of(path: &VerifiedPath) -> Self {
        Self {
            valid_until: path.valid_until().as_secs(),
            part: path.part().code().into(),
            role: match path.role() {
                TrustRole::Anchor => 0,
                TrustRole::Pin => 1,
            },
            intermediates: count(path.intermediates().len()),
            matched: path.name().map_or(NOTHING, |name| name.by().code().into()),
            notes: count(path.notes().len()),
            reserved: 0,
            anchor_sha256: *path.anchor().fingerprint().as_bytes(),
        }
    }
}

fn finding(verdict: In<'_, Verdict>, index: usize) -> Option<&Finding> {
    verdict?.findings()?.get(index)
}

fn note(verdict: In<'_, Verdict>, index: usize) -> Option<&Note> {
    verdict?.path()?.notes().get(index)
}

exported! {
    /// The outcome.
    fn trustslot_verdict_outcome(verdict: In<'_, Verdict>) -> u32 {
        verdict.map_or(0, |verdict| verdict.code().into())
    }

    /// The TLS alert to send.
    fn trustslot_verdict_alert(verdict: In<'_, Verdict>) -> u8 {
        match verdict {
            Some(Verdict::Trusted(_) | Verdict::Tolerated(_)) => 0,
            Some(Verdict::Rejected(findings)) => {
                findings.decisive().map_or(INTERNAL_ERROR, |finding| finding.reason().tls_alert())
            }
            None => INTERNAL_ERROR,
        }
    }

    /// The last second at which the verdict is trusted.
    fn trustslot_verdict_valid_until(verdict: In<'_, Verdict>) -> u64 {
        verdict.and_then(Verdict::path).map_or(0, |path| path.valid_until().as_secs())
    }

    /// A text of a verdict.
    fn trustslot_verdict_text(
        verdict: In<'_, Verdict>,
        which_text: u32,
        buffer: *mut c_char,
        size: usize,
    ) -> usize {
        let (number, html) = which(which_text);
        // SAFETY: the caller lends `size` bytes at `buffer`.
        unsafe {
            match (number, verdict) {
                (0, Some(verdict)) => show(verdict, html, buffer, size),
                (0, None) => show("rejected: there is no verdict", html, buffer, size),
                (1, Some(verdict)) => show(verdict.word(), html, buffer, size),
                (1, None) => show("rejected", html, buffer, size),
                _ => show("", html, buffer, size),
            }
        }
    }

    /// The number of findings.
    fn trustslot_verdict_count(verdict: In<'_, Verdict>) -> usize {
        verdict.and_then(Verdict::findings).map_or(0, crate::Findings::len)
    }

    /// The finding to act on.
    fn trustslot_verdict_decisive(verdict: In<'_, Verdict>) -> usize {
        let findings = verdict.and_then(Verdict::findings);
        findings.and_then(|findings| findings.iter().position(|finding| !finding.is_waived())).unwrap_or(0)
    }

    /// One finding.
    fn trustslot_verdict_finding(
        verdict: In<'_, Verdict>,
        index: usize,
        finding_out: Out<'_, CFinding>,
    ) {
        let finding = finding(Some(given(verdict)?), index).ok_or(Status::NOT_THERE)?;
        put(finding_out, CFinding {
            reason: finding.reason().code().into(),
            check: finding.check().code().into(),
            position: finding.position().code().into(),
            waived: finding.is_waived().into(),
            alert: finding.reason().tls_alert().into(),
            remedy: finding.remedy().map_or(0, |remedy| remedy.code().into()),
        });
        Ok(())
    }

    /// A text of a finding.
    fn trustslot_finding_text(
        verdict: In<'_, Verdict>,
        index: usize,
        which_text: u32,
        buffer: *mut c_char,
        size: usize,
    ) -> usize {
        let (number, html) = which(which_text);
        let found = finding(verdict, index);
        // SAFETY: the caller lends `size` bytes at `buffer`.
        unsafe {
            match number {
                0 => show_some(found, html, buffer, size),
                1 => show_some(found.and_then(Finding::remedy), html, buffer, size),
                2 => show_some(found.map(|found| found.reason().word()), html, buffer, size),
                3 => {
                    let certificate = found.and_then(Finding::certificate);
                    let fingerprint = certificate.map(crate::Certificate::fingerprint);
                    show_some(fingerprint, html, buffer, size)
                }
                _ => show("", html, buffer, size),
            }
        }
    }

    /// The verified path.
    fn trustslot_verdict_path(verdict: In<'_, Verdict>, path_out: Out<'_, CPath>) {
        let path = given(verdict)?.path().ok_or(Status::NOT_THERE)?;
        put(path_out, CPath::of(path));
        Ok(())
    }

    /// The code of a note.
    fn trustslot_verdict_note(verdict: In<'_, Verdict>, index: usize) -> u32 {
        note(verdict, index).map_or(0, |note| note.code().into())
    }

    /// A text of a note.
    fn trustslot_note_text(
        verdict: In<'_, Verdict>,
        index: usize,
        which_text: u32,
        buffer: *mut c_char,
        size: usize,
    ) -> usize {
        let (number, html) = which(which_text);
        let note = note(verdict, index);
        // SAFETY: the caller lends `size` bytes at `buffer`.
        unsafe {
            match number {
                0 => show_some(note, html, buffer, size),
                1 => show_some(note.map(Note::word), html, buffer, size),
                _ => show("", html, buffer, size),
            }
        }
    }

    /// Frees a verdict.
    fn trustslot_verdict_free(verdict: Handle<Verdict>) -> () {
        drop(verdict);
    }
}
