//! Parses the certificates of a file, all or none.

use super::{BundleError, BundleRules, Encoding};
use crate::bytes::base64::CHUNK;
use crate::bytes::der::Reader;
use crate::bytes::file_kind::{
    FileKind, Form, base64_content, content_of_only_block, der_kind, is_encoded_twice,
};
use crate::bytes::pem::boundary::begins;
use crate::bytes::pem::{self, Block, Blocks};
use crate::bytes::pkcs7::Certificates;
use crate::certificate::Certificate;
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
        Form::Neither(kind @ (FileKind::Text | FileKind::Binary)) => {
            Err(pem::damaged_boundary(bytes)
                .map_or(BundleError::WrongKind { kind }, BundleError::from))
        }
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

/// The error for base64 text: it was decoded and looked at, so that the remedy fits.
fn of_base64(text: &[u8]) -> BundleError {
    match base64_content(text) {
        Some(kind) if kind != FileKind::Certificate || is_encoded_twice(text) => {
            BundleError::InBase64 { kind }
        }
        _ => BundleError::WrongKind { kind: FileKind::BareBase64 },
    }
}

/// Parses one certificate, or a container if the rules allow it.
fn read_der(rules: BundleRules, kind: FileKind, bytes: &[u8]) -> Result<Found, BundleError> {
    if kind != FileKind::Certificate && !(kind == FileKind::Pkcs7 && rules.pkcs7) {
        return Err(BundleError::WrongKind { kind });
    }
    if bytes.starts_with(INDEFINITE) {
        return Err(BundleError::Indefinite { kind });
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

/// Parses a file of PEM blocks, which must all be certificates.
fn read_pem(rules: BundleRules, bytes: &[u8]) -> Result<Found, BundleError> {
    let claims = Claims::of(bytes);
    if let Some((kind, offset)) = claims.other {
        // The label `CERTIFICATE CHAIN` does not say whether it is a container or a certificate.
        if kind == FileKind::Pkcs7 && claims.begins == 1 {
            return match content_of_only_block(bytes).unwrap_or(kind) {
                FileKind::Certificate => read_blocks(1, bytes),
                FileKind::Pkcs7 if rules.pkcs7 => read_pem_container(bytes),
                kind => Err(BundleError::WrongKind { kind }),
            };
        }
        return Err(match claims.certificates {
            0 => BundleError::WrongKind { kind },
            certificates => {
                BundleError::Mixed { kind, line: pem::line_of(bytes, offset), certificates }
            }
        });
    }
    // Some CAs label a container CERTIFICATE, and so does openssl when it reads one.
    if claims.begins == 1 && content_of_only_block(bytes) == Some(FileKind::Pkcs7) {
        let kind = FileKind::Pkcs7;
        return if rules.pkcs7 {
            read_pem_container(bytes)
        } else {
            Err(BundleError::WrongKind { kind })
        };
    }
    read_blocks(claims.certificates, bytes)
}

/// Parses a file whose blocks are all certificates.
fn read_blocks(count: usize, bytes: &[u8]) -> Result<Found, BundleError> {
    let mut certificates = room_for(count, bytes)?;
    // Wiped on drop: a block with the label of a certificate may contain a private key.
    let mut der = Zeroizing::new(Vec::new());
    for (block, position) in Blocks::new(bytes).zip(1..) {
        let block = block?;
        block.decode(Certificate::MAX_BYTES, &mut der)?;
        let read = Certificate::from_der(&der);
        certificates.push(read.map_err(|error| match der_kind(&der) {
            None | Some(FileKind::Certificate) => {
                BundleError::Certificate { position, line: Some(block.line()), error }
            }
            Some(kind) => BundleError::Mislabelled { position, line: block.line(), kind },
        })?);
    }
    some(Encoding::Pem, certificates)
}

/// Parses the one PKCS#7 block of a file.
///
/// The base64 text is decoded twice, first to walk the container, then to parse its certificates one by one. The
/// whole container and the certificates are never in memory together.
fn read_pem_container(bytes: &[u8]) -> Result<Found, BundleError> {
    let mut found = None;
    for block in Blocks::new(bytes) {
        found = Some(block?);
    }
    let block = found.ok_or(BundleError::NoCertificate)?;
    // Wiped on an error: a block with the label of a container may contain a private key.
    let mut der = Vec::new();
    let found = walk_container(&block, most(bytes), &mut der).inspect_err(|_| der.zeroize())?;
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
    if bytes.starts_with(INDEFINITE) {
        let kind = FileKind::Pkcs7;
        return Err(BundleError::Indefinite { kind });
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
    begins: usize,
    certificates: usize,
    /// The block to report, if any is not a certificate, and its offset.
    other: Option<(FileKind, usize)>,
}

impl Claims {
    fn of(bytes: &[u8]) -> Self {
        let mut claims = Self { begins: 0, certificates: 0, other: None };
        for begin in begins(bytes) {
            claims.begins = claims.begins.saturating_add(1);
            let kind = FileKind::of_label(&begin);
            if kind == FileKind::Certificate {
                claims.certificates = claims.certificates.saturating_add(1);
            } else if claims.other.is_none_or(|(known, _)| kind.rank() < known.rank()) {
                claims.other = Some((kind, begin.offset));
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
    Certificate::from_der(der).map_err(|error| BundleError::Certificate { position, line, error })
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

/// A constructed SEQUENCE of indefinite length (X.690 §8.1.3.6), which DER does not have.
const INDEFINITE: &[u8] = &[0x30, 0x80];
