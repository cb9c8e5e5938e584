//! From a file to a CRL.

use super::{Crl, CrlError, CrlRules, Inner, reader};
use crate::bytes::file_kind::{FileKind, Form, der_kind};
use crate::bytes::pem::boundary::begins;
use crate::bytes::pem::{self, Blocks};
use crate::stack;
use ::der::zeroize::Zeroizing;
use alloc::sync::Arc;
use alloc::vec;
use alloc::vec::Vec;
use once_cell::race::OnceBox;

impl Crl {
    /// The default size limit of a CRL, in bytes of DER: 5 MiB (5,242,880), as for the other files of these devices. That
    /// is enough for more than 100,000 entries. A PEM file may be half as large again. Some CAs publish CRLs of 11 to
    /// 100 MB: a server raises the limit with [`CrlRules`].
    pub const MAX_BYTES: usize = 5 * 1024 * 1024;

    /// The most CRLs of a file. That is more than the CAs of any store here.
    pub const MAX_PER_FILE: usize = 256;

    /// Parses a file: DER, or PEM with one `X509 CRL` block. Text around the block is allowed, other blocks are not. A
    /// file of several CRLs is rejected; [`parse_all`](Self::parse_all) reads it. A file of more than 7,864,320 bytes is not read.
    ///
    /// ```
    /// use trustslot::Crl;
    ///
    /// # let file = include_bytes!("../../examples/data/phones.crl");
    /// let crl = Crl::parse(file)?;
    /// assert_eq!(crl.len(), 1);
    /// # Ok::<(), trustslot::CrlError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`CrlError`]: the file is something else, it is malformed, or it is a CRL of an unsupported form.
    pub fn parse(file: &[u8]) -> Result<Self, CrlError> {
        Self::parse_with(CrlRules::DEFAULT, file)
    }

    /// Parses a file with another size limit: see [`CrlRules`].
    ///
    /// # Errors
    ///
    /// Those of [`parse`](Self::parse).
    pub fn parse_with(rules: CrlRules, file: &[u8]) -> Result<Self, CrlError> {
        let crl = Self::up_to(1, rules, file)?.pop();
        crl.ok_or(CrlError::WrongKind { kind: FileKind::Text })
    }

    /// Parses a file of one or more CRLs: DER with one, or PEM with up to [`MAX_PER_FILE`](Self::MAX_PER_FILE). Web
    /// servers and VPNs keep the CRLs of all their CAs in one file.
    ///
    /// Every CRL of the file is parsed, or the file is rejected: a CRL that is skipped revokes nothing. They are in file
    /// order, at least one. The limit for the size of one file is that of [`parse`](Self::parse).
    ///
    /// ```
    /// use trustslot::Crl;
    ///
    /// # let file = include_bytes!("../../examples/data/phones.crl");
    /// let crls = Crl::parse_all(file)?;
    /// assert_eq!(crls.len(), 1);
    /// # Ok::<(), trustslot::CrlError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`parse`](Self::parse), and [`CrlError::TooMany`].
    pub fn parse_all(file: &[u8]) -> Result<Vec<Self>, CrlError> {
        Self::parse_all_with(CrlRules::DEFAULT, file)
    }

    /// Parses a file of one or more CRLs with another size limit: see [`CrlRules`].
    ///
    /// # Errors
    ///
    /// Those of [`parse_all`](Self::parse_all).
    pub fn parse_all_with(rules: CrlRules, file: &[u8]) -> Result<Vec<Self>, CrlError> {
        Self::up_to(Self::MAX_PER_FILE, rules, file)
    }

    fn up_to(most: usize, rules: CrlRules, file: &[u8]) -> Result<Vec<Self>, CrlError> {
        // Base64 takes four characters for three bytes, and a line end each 64.
        let limit = rules.max_bytes().saturating_mul(3).saturating_div(2);
        let bytes = file.len();
        if bytes > limit {
            return Err(match begins(file).nth(1) {
                Some(_) => CrlError::FileTooLarge { bytes, limit },
                None => CrlError::TooLarge { bytes, limit: rules.max_bytes() },
            });
        }
        match Form::of(file) {
            Form::Pem => stack::wiped_if_refused::<{ stack::MISLABELLED }, _, _>(|| {
                Self::from_pem(most, rules, file)
            }),
            Form::Der(FileKind::CertificateRevocationList) => {
                Ok(vec![Self::from_der_with(rules, file)?])
            }
            Form::Neither(kind @ (FileKind::Text | FileKind::Binary)) => {
                Err(pem::damaged_boundary(file)
                    .map_or(CrlError::WrongKind { kind }, |(_, error)| error.into()))
            }
            Form::Der(kind) | Form::Neither(kind) => Err(CrlError::WrongKind { kind }),
        }
    }

    /// Parses a CRL in DER of at most [`MAX_BYTES`](Self::MAX_BYTES). Nothing may follow it in `der`.
    ///
    /// # Errors
    ///
    /// [`CrlError`]: it is malformed, or of an unsupported form.
    pub fn from_der(der: &[u8]) -> Result<Self, CrlError> {
        Self::from_der_with(CrlRules::DEFAULT, der)
    }

    fn from_der_with(rules: CrlRules, der: &[u8]) -> Result<Self, CrlError> {
        let (bytes, limit) = (der.len(), rules.max_bytes());
        if bytes > limit {
            return Err(CrlError::TooLarge { bytes, limit });
        }
        let mut bytes = Zeroizing::new(Vec::new());
        bytes.try_reserve_exact(der.len())?;
        bytes.extend_from_slice(der);
        Self::from_bytes(bytes)
    }

    fn from_pem(most: usize, rules: CrlRules, file: &[u8]) -> Result<Vec<Self>, CrlError> {
        let others = begins(file).filter_map(|begin| {
            let label = FileKind::of_label(&begin);
            (label != FileKind::CertificateRevocationList).then(|| {
                match FileKind::of_block(&begin, file) {
                    // Under another label it is not read, so the label is what is wrong.
                    FileKind::CertificateRevocationList => label,
                    kind => kind,
                }
            })
        });
        if let Some(kind) = others.min_by_key(|kind| kind.rank()) {
            return Err(CrlError::WrongKind { kind });
        }
        let mut crls = Vec::new();
        for block in Blocks::new(file) {
            let block = block?;
            if crls.len() == most {
                return Err(match most {
                    1 => CrlError::Several,
                    limit => CrlError::TooMany { limit },
                });
            }
            let mut bytes = Zeroizing::new(Vec::new());
            block.decode(rules.max_bytes(), &mut bytes)?;
            crls.try_reserve(1)?;
            crls.push(match der_kind(&bytes) {
                None | Some(FileKind::CertificateRevocationList) => Self::from_bytes(bytes)?,
                // The label of a PEM block may be wrong.
                Some(kind) => return Err(CrlError::WrongKind { kind }),
            });
        }
        if crls.is_empty() {
            return Err(CrlError::WrongKind { kind: FileKind::Text });
        }
        Ok(crls)
    }

    /// The bytes are wiped on drop until they are known to be a CRL: a PEM label may be wrong, and the block may be a
    /// private key, or half of one.
    fn from_bytes(mut der: Zeroizing<Vec<u8>>) -> Result<Self, CrlError> {
        let (facts, entries) = reader::read(&der)?;
        Ok(Self(Arc::new(Inner {
            der: core::mem::take(&mut *der),
            facts,
            entries,
            signer: OnceBox::new(),
        })))
    }
}
