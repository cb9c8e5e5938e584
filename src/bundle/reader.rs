//! Parses the certificates of a file, all or none.

use super::around::{what_follows, what_precedes};
use super::text::{of_base64, of_text};
use super::{BundleError, BundleRules, Encoding};
use crate::bytes::base64::CHUNK;
use crate::bytes::der::Reader;
use crate::bytes::file_kind::{FileKind, Form, content_of_block, der_kind, is_ber};
use crate::bytes::pem::boundary::{begin_lines, begins, only_block};
use crate::bytes::pem::{self, Block, Blocks, PemFault};
use crate::bytes::pkcs7::Certificates;
use crate::certificate::{Certificate, CertificateError};
use alloc::string::String;
use alloc::vec::Vec;
use zeroize::{Zeroize as _, Zeroizing};

/// A file of any size may contain this many certificates.
const ALWAYS: usize = 256;

/// A file may contain more certificates than that, up to one for this many bytes. The facts of a certificate take
/// about 220 bytes of memory beside its DER, so a file full of tiny ones would need several times its size. Real
/// certificates are larger: the smallest that Mozilla's list ever had is 442 bytes, about 660 bytes of PEM.
const BYTES_EACH: usize = 512;

const _: () = assert!(
    size_of::<Certificate>() + 2 * size_of::<usize>() <= BYTES_EACH / 2,
    "the memory goal of 1.5 times the file counts on this"
);

pub(super) type Found = (Encoding, Vec<Certificate>);

pub(super) fn read(rules: BundleRules, bytes: &[u8]) -> Result<Found, BundleError> {
    let limit = rules.max_bytes;
    if bytes.len() > limit {
        let bytes = bytes.len();
        return Err(BundleError::TooLarge { bytes, limit });
    }
    match Form::of(bytes) {
        Form::Pem => read_pem(rules, bytes),
        Form::Der(kind) => read_der(rules, kind, bytes),
        Form::Neither(FileKind::Empty) => Err(BundleError::Empty),
        Form::Neither(FileKind::BareBase64) => Err(of_base64(bytes)),
        Form::Neither(
            kind @ (FileKind::Text | FileKind::Xml | FileKind::Json | FileKind::PublicKey),
        ) => Err(of_text(kind, bytes, most(bytes))),
        Form::Neither(kind @ FileKind::Binary) => Err(what_precedes(bytes).map_or_else(
            || of_text(kind, bytes, most(bytes)),
            |bytes| BundleError::Preceded { bytes },
        )),
        Form::Neither(kind) => Err(BundleError::WrongKind { kind }),
    }
}

/// The error for a name with another extension. The contents are looked at first, so that it says what the file is.
pub(super) fn misnamed(rules: BundleRules, shown: String, bytes: &[u8]) -> Result<(), BundleError> {
    let limit = rules.max_bytes;
    Err(if bytes.len() > limit {
        BundleError::TooLarge { bytes: bytes.len(), limit }
    } else {
        BundleError::Extension { shown, kind: FileKind::detect(bytes) }
    })
}

/// Parses one certificate, or a container if the rules allow it.
fn read_der(rules: BundleRules, kind: FileKind, bytes: &[u8]) -> Result<Found, BundleError> {
    if kind == FileKind::Pkcs7 && !rules.pkcs7 {
        return Err(excluded(bytes));
    }
    if !matches!(kind, FileKind::Certificate | FileKind::Pkcs7) {
        return Err(BundleError::WrongKind { kind });
    }
    if is_ber(bytes) {
        return Err(BundleError::Indefinite { kind, line: None });
    }
    if kind == FileKind::Pkcs7 {
        let found = Certificates::find(bytes, most(bytes)).map_err(BundleError::Pkcs7)?;
        let mut certificates = room_for(found.count, bytes)?;
        let mut rest = Reader::new(bytes.get(found.start..).unwrap_or_default());
        for position in 1..=found.count {
            let element = rest.any().map_err(|error| BundleError::Pkcs7(error.into()))?;
            certificates.push(certificate(position, None, element.whole)?);
        }
        return some(Encoding::Pkcs7, certificates);
    }
    let certificate = certificate(1, None, bytes)?;
    some(Encoding::Der, Vec::from([certificate]))
}

/// The error for a container that the rules exclude. A signature is reported first: whoever takes the certificates out of
/// the container must not take those of a signer.
fn excluded(container: &[u8]) -> BundleError {
    match Certificates::find(container, most(container)) {
        Err(error) if error.is_signed() => BundleError::Pkcs7(error),
        _ => BundleError::WrongKind { kind: FileKind::Pkcs7 },
    }
}

/// Parses a file of PEM blocks, which must all be certificates.
fn read_pem(rules: BundleRules, bytes: &[u8]) -> Result<Found, BundleError> {
    // One block may be a container.
    if let Some(ends) = pem::usual_ends(bytes, most(bytes)).filter(|ends| ends.len() > 1) {
        let claims =
            Claims { begins: ends.len(), certificates: ends.len(), damaged: 0, other: None };
        return read_blocks(&claims, Blocks::of_usual(bytes, ends), bytes);
    }
    let claims = Claims::of(bytes);
    if let Some(other) = claims.other {
        if claims.begins == 1 && other.label == FileKind::Pkcs7 {
            return match other.kind {
                // The label `CERTIFICATE CHAIN` does not say whether it is a container or a certificate.
                FileKind::Certificate => read_blocks(&claims, Blocks::new(bytes), bytes),
                FileKind::Pkcs7 => read_pem_container(rules, bytes),
                kind => Err(BundleError::WrongKind { kind }),
            };
        }
        return Err(of_other_block(&claims, other, bytes));
    }
    // Some CAs label a container CERTIFICATE, and so does openssl when it reads one.
    let content = only_block(bytes).and_then(|only| content_of_block(&only, bytes));
    if content == Some(FileKind::Pkcs7) {
        return read_pem_container(rules, bytes);
    }
    read_blocks(&claims, Blocks::new(bytes), bytes)
}

/// The error for a file with a block of another kind.
fn of_other_block(claims: &Claims, other: OtherBlock, bytes: &[u8]) -> BundleError {
    let OtherBlock { label, kind, offset } = other;
    let line = pem::line_of(bytes, offset);
    match kind {
        FileKind::Pkcs7 if label == FileKind::Pkcs7 => {
            return BundleError::ContainerBeside { line };
        }
        FileKind::Certificate | FileKind::Pkcs7 => {
            let before = begins(bytes).take_while(|begin| begin.offset < offset).count();
            let block = before.saturating_add(1);
            return BundleError::Pem { block, line, fault: PemFault::OtherLabel };
        }
        FileKind::Pkcs12 if claims.begins == 1 => return BundleError::InBase64 { kind },
        _ => {}
    }
    match claims.certificates.saturating_add(claims.damaged) {
        0 => BundleError::WrongKind { kind },
        certificates => BundleError::Mixed { kind, line, certificates },
    }
}

/// Parses a file whose blocks are all certificates.
fn read_blocks(claims: &Claims, blocks: Blocks<'_>, bytes: &[u8]) -> Result<Found, BundleError> {
    let mut certificates = room_for(claims.certificates.max(1), bytes)?;
    // Wiped on drop: a block with the label of a certificate may contain a private key.
    let mut der = Zeroizing::new(Vec::new());
    for (block, position) in blocks.zip(1..) {
        let block = block?;
        block.decode(Certificate::MAX_BYTES, &mut der)?;
        let read = Certificate::from_der(&der);
        certificates.push(read.map_err(|error| match der_kind(&der) {
            None | Some(FileKind::Certificate) => {
                unreadable(position, Some(block.line()), &der, error)
            }
            Some(FileKind::Pkcs7) if claims.begins > 1 => {
                BundleError::ContainerBeside { line: block.line() }
            }
            Some(kind @ FileKind::Pkcs12) if claims.begins == 1 => BundleError::InBase64 { kind },
            Some(kind) => BundleError::Mislabelled { position, line: block.line(), kind },
        })?);
    }
    some(Encoding::Pem, certificates)
}

/// Parses the one PKCS#7 block of a file.
///
/// The base64 text is decoded twice, first to walk the container, then to parse its certificates one by one. The
/// whole container and the certificates are never in memory together.
fn read_pem_container(rules: BundleRules, bytes: &[u8]) -> Result<Found, BundleError> {
    let mut found = None;
    for block in Blocks::new(bytes) {
        found = Some(block?);
    }
    let block = found.ok_or(BundleError::NoCertificate)?;
    // Wiped on an error: a block with the label of a container may contain a private key.
    let mut der = Vec::new();
    let found = walk_container(&block, most(bytes), &mut der);
    if !rules.pkcs7 {
        let error = excluded(&der);
        der.zeroize();
        return Err(error);
    }
    let found = found.inspect_err(|_| der.zeroize())?;
    drop(der);
    let mut certificates = room_for(found.count, bytes)?;
    let line = Some(block.line());
    take_each(&block, found, |position, der| {
        certificates.push(certificate(position, line, der)?);
        Ok(())
    })?;
    if certificates.len() != found.count {
        return Err(BundleError::NoCertificate);
    }
    some(Encoding::Pkcs7, certificates)
}

/// Decodes the block into `bytes` and finds the certificates of the container there.
fn walk_container(
    block: &Block<'_>,
    most: usize,
    bytes: &mut Vec<u8>,
) -> Result<Certificates, BundleError> {
    block.decode(usize::MAX, bytes)?;
    if is_ber(bytes) {
        let kind = FileKind::Pkcs7;
        return Err(BundleError::Indefinite { kind, line: Some(block.line()) });
    }
    Certificates::find(bytes, most).map_err(BundleError::Pkcs7)
}

/// Passes each certificate of a container that has been walked to `take`, decoding at most one certificate ahead.
fn take_each(
    block: &Block<'_>,
    found: Certificates,
    mut take: impl FnMut(usize, &[u8]) -> Result<(), BundleError>,
) -> Result<(), BundleError> {
    let mut decoder = block.decoder();
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(decoder.most().min(MOST_AHEAD.saturating_add(CHUNK)))?;
    let mut skip = found.start;
    let mut position = 0_usize;
    while decoder.fill(&mut bytes).is_ok_and(|more| more) {
        let before = skip.min(bytes.len());
        bytes.drain(..before);
        skip = skip.saturating_sub(before);
        let mut rest = Reader::new(&bytes);
        while position < found.count
            && let Ok(element) = rest.any()
        {
            position = position.saturating_add(1);
            take(position, element.whole)?;
        }
        let taken = rest.offset();
        bytes.drain(..taken);
        // Only the empty set of signers follows.
        if position == found.count {
            return Ok(());
        }
        if bytes.len() > MOST_AHEAD {
            // A certificate that is too large. `take` returns that error.
            return take(position.saturating_add(1), &bytes);
        }
    }
    Ok(())
}

/// The most bytes that are held while the rest of their certificate is decoded.
const MOST_AHEAD: usize = 2 * Certificate::MAX_BYTES;

/// The contents of a file according to its BEGIN lines.
struct Claims {
    /// Of any kind, damaged lines included.
    begins: usize,
    /// Of whole BEGIN lines.
    certificates: usize,
    /// Of damaged BEGIN lines. Another reader may take such a line.
    damaged: usize,
    /// The block to report, if any is not a certificate.
    other: Option<OtherBlock>,
}

/// A block whose label is not that of a certificate.
#[derive(Clone, Copy)]
struct OtherBlock {
    label: FileKind,
    /// By its contents, where the label does not say enough.
    kind: FileKind,
    offset: usize,
}

impl Claims {
    fn of(bytes: &[u8]) -> Self {
        let mut claims = Self { begins: 0, certificates: 0, damaged: 0, other: None };
        for line in begin_lines(bytes) {
            claims.begins = claims.begins.saturating_add(1);
            let begin = match line {
                Ok(begin) => begin,
                Err(rest) => {
                    let is_certificate = rest.trim_ascii_start().starts_with(b"CERTIFICATE");
                    claims.damaged = claims.damaged.saturating_add(usize::from(is_certificate));
                    continue;
                }
            };
            let label = FileKind::of_label(&begin);
            if label == FileKind::Certificate {
                claims.certificates = claims.certificates.saturating_add(1);
                continue;
            }
            let kind = FileKind::of_block(&begin, bytes);
            if claims.other.is_none_or(|known| kind.rank() < known.kind.rank()) {
                claims.other = Some(OtherBlock { label, kind, offset: begin.offset });
            }
        }
        claims
    }
}

fn certificate(
    position: usize,
    line: Option<usize>,
    der: &[u8],
) -> Result<Certificate, BundleError> {
    Certificate::from_der(der).map_err(|error| unreadable(position, line, der, error))
}

/// The error for bytes that are not one certificate: BER, or more than a certificate, or a certificate that is damaged.
fn unreadable(
    position: usize,
    line: Option<usize>,
    der: &[u8],
    error: CertificateError,
) -> BundleError {
    if is_ber(der) {
        let kind = FileKind::Certificate;
        return BundleError::Indefinite { kind, line };
    }
    match what_follows(der) {
        Some((bytes, kind)) => BundleError::Followed { position, line, bytes, kind },
        None => BundleError::Certificate { position, line, error },
    }
}

/// The most certificates that `file` may contain.
fn most(file: &[u8]) -> usize {
    ALWAYS.max(file.len() / BYTES_EACH)
}

/// An empty vector with the exact capacity, so that it is never copied while it grows.
fn room_for(certificates: usize, file: &[u8]) -> Result<Vec<Certificate>, BundleError> {
    let limit = most(file);
    if certificates > limit {
        return Err(BundleError::TooMany { certificates, limit });
    }
    let mut room = Vec::new();
    room.try_reserve_exact(certificates)?;
    Ok(room)
}

fn some(encoding: Encoding, certificates: Vec<Certificate>) -> Result<Found, BundleError> {
    if certificates.is_empty() {
        return Err(BundleError::NoCertificate);
    }
    Ok((encoding, certificates))
}
