//! An uploaded file: certificate, private key and optional chain as PEM blocks in any order.

use super::{Identity, IdentityError};
use crate::bundle::check_extension;
use crate::bytes::file_kind::FileKind;
use crate::bytes::pem::boundary::{Begin, is_pem};
use crate::bytes::pem::{self, Block, Blocks, DecodeError, PemError};
use crate::certificate::Certificate;
use crate::private_key::KeyBlocks;
use crate::stack;
use alloc::vec::Vec;
use zeroize::Zeroizing;

pub(super) fn parse(
    file_name: &str,
    bytes: &[u8],
    passphrase: Option<&[u8]>,
) -> Result<Identity, IdentityError> {
    if bytes.len() > Identity::MAX_BYTES {
        return Err(IdentityError::TooLarge { bytes: bytes.len() });
    }
    check_extension(file_name, Identity::EXTENSIONS)
        .map_err(|shown| IdentityError::Extension { shown, kind: FileKind::detect(bytes) })?;
    if bytes.is_empty() {
        return Err(IdentityError::Empty);
    }
    let parts = Parts::find(bytes)?;
    let read = || parts.certificates();
    let certificates = stack::wiped_if_refused::<{ stack::MISLABELLED }, _, _>(read)?;
    if let count @ 2.. = parts.key.count() {
        return Err(IdentityError::SeveralKeys { count });
    }
    let key = parts.key.read(passphrase)?;
    Identity::from_parts(certificates, key)
}

/// The blocks of a file, sorted by label. Nothing is decoded. Each block is in one of the fields, or an error.
struct Parts<'a> {
    certificates: Vec<Block<'a>>,
    count: usize,
    key: KeyBlocks<'a>,
}

impl<'a> Parts<'a> {
    fn find(bytes: &'a [u8]) -> Result<Self, IdentityError> {
        if !is_pem(bytes) {
            return Err(match FileKind::detect(bytes) {
                FileKind::Certificate => IdentityError::NoKey,
                kind @ (FileKind::Text | FileKind::Binary) => pem::damaged_boundary(bytes)
                    .map_or(IdentityError::WrongKind { kind }, |(_, error)| pem_error(error)),
                kind => IdentityError::WrongKind { kind },
            });
        }
        let mut parts = Self { certificates: Vec::new(), count: 0, key: KeyBlocks::default() };
        for block in Blocks::new(bytes) {
            let block = block.map_err(pem_error)?;
            match block.label {
                b"CERTIFICATE" | b"X509 CERTIFICATE" => {
                    parts.count = parts.count.saturating_add(1);
                    if parts.count <= Identity::MAX_CERTIFICATES {
                        parts.certificates.push(block);
                    }
                }
                _ if parts.key.take(block) => {}
                label => return Err(foreign(label, block.line())),
            }
        }
        if parts.count > Identity::MAX_CERTIFICATES {
            return Err(IdentityError::TooManyCertificates { count: parts.count });
        }
        Ok(parts)
    }

    fn certificates(&self) -> Result<Vec<Certificate>, IdentityError> {
        if self.key.count() == 0 {
            return Err(IdentityError::NoKey);
        }
        if self.certificates.is_empty() {
            return Err(IdentityError::NoCertificate);
        }
        // Wiped on drop: a block with the label of a certificate may contain a private key.
        let mut bytes = Zeroizing::new(Vec::new());
        let mut certificates = Vec::with_capacity(self.certificates.len());
        for (index, block) in self.certificates.iter().enumerate() {
            block.decode(Certificate::MAX_BYTES, &mut bytes).map_err(|error| match error {
                DecodeError::Pem(error) => pem_error(error),
                DecodeError::OutOfMemory => IdentityError::OutOfMemory,
            })?;
            certificates.push(Certificate::from_der(&bytes).map_err(|error| {
                IdentityError::Certificate {
                    position: index.saturating_add(1),
                    line: block.line(),
                    error,
                }
            })?);
        }
        Ok(certificates)
    }
}

const fn pem_error(error: PemError) -> IdentityError {
    IdentityError::Pem { block: error.block, line: error.line, fault: error.fault }
}

/// Why a block is rejected that is neither certificate nor key, by its label.
fn foreign(label: &[u8], line: usize) -> IdentityError {
    match FileKind::of_label(&Begin { label, offset: 0, encrypted: false }) {
        // A private key of another program, such as PGP.
        kind if kind.is_private_key() => IdentityError::WrongKind { kind },
        kind => IdentityError::Mixed { kind, line },
    }
}
