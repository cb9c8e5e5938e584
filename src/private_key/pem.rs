//! Private keys in PEM (RFC 7468 §10, §11, and the older labels).
//!
//! Unlike certificates, key blocks are decoded without tables, by `base64ct`, into memory that is wiped. A table lookup
//! leaves traces in the CPU cache (CVE-2021-24119).

use super::{MAX_BYTES, PrivateKey, PrivateKeyError, read, stack};
use crate::bytes::pem::{Block, Blocks, PemError};
use alloc::string::String;
use alloc::vec::Vec;
use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

impl PrivateKey {
    /// The size limit of a PEM file, in bytes: 5 MiB (5,242,880), inclusive.
    pub const MAX_PEM_BYTES: usize = 5 << 20;

    /// Parses the one private key of a PEM file: `PRIVATE KEY`, `RSA PRIVATE KEY` or `EC PRIVATE KEY`. The curve of the
    /// last may be in the `EC PARAMETERS` block that openssl writes. Other blocks are ignored.
    ///
    /// ```
    /// use trustslot::{PrivateKey, PrivateKeyError};
    ///
    /// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
    /// let key = PrivateKey::from_pem(file)?;
    /// let error = PrivateKey::from_pem(b"no key").unwrap_err();
    /// assert_eq!(error, PrivateKeyError::NotAKey);
    /// # Ok::<(), PrivateKeyError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`PrivateKeyError`] if there is no key, if there are several, or if the key is rejected.
    pub fn from_pem(text: &[u8]) -> Result<Self, PrivateKeyError> {
        only_block(text)?.read(None)
    }

    /// Like [`from_pem`](Self::from_pem), and decrypts an `ENCRYPTED PRIVATE KEY` with `passphrase`, as
    /// [`from_encrypted_der`](Self::from_encrypted_der) does.
    ///
    /// ```
    /// use trustslot::PrivateKey;
    ///
    /// # let file = include_bytes!("../../examples/data/pbx-identity.pem");
    /// assert!(PrivateKey::from_encrypted_pem(file, b"secret").is_ok(), "it is not encrypted");
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`from_pem`](Self::from_pem) and [`from_encrypted_der`](Self::from_encrypted_der).
    #[cfg(feature = "encrypted-keys")]
    pub fn from_encrypted_pem(text: &[u8], passphrase: &[u8]) -> Result<Self, PrivateKeyError> {
        only_block(text)?.read(Some(passphrase))
    }
}

/// The blocks of a private key in a PEM file.
#[derive(Clone, Copy)]
pub(crate) struct KeyBlock<'a> {
    pub(crate) block: Block<'a>,
    /// `EC PARAMETERS`, if the file has them.
    pub(crate) parameters: Option<Block<'a>>,
}

/// Whether a block with this label is a private key of any kind.
pub(crate) fn is_key_label(label: &[u8]) -> bool {
    label.ends_with(b"PRIVATE KEY")
}

/// Whether a block with this label names the curve of the key in the same file.
pub(crate) fn is_parameters_label(label: &[u8]) -> bool {
    label == b"EC PARAMETERS"
}

impl KeyBlock<'_> {
    /// Parses the key. Its label decides the form: a block with the label of PKCS#1 must be PKCS#1.
    pub(crate) fn read(&self, passphrase: Option<&[u8]>) -> Result<PrivateKey, PrivateKeyError> {
        stack::wiped(|| self.read_here(passphrase))
    }

    fn read_here(&self, passphrase: Option<&[u8]>) -> Result<PrivateKey, PrivateKeyError> {
        if has_encryption_headers(self.block.body()) {
            return Err(PrivateKeyError::LegacyEncrypted);
        }
        match self.block.label {
            b"PRIVATE KEY" => read::pkcs8(&decode(&self.block)?),
            b"RSA PRIVATE KEY" => read::pkcs1(&decode(&self.block)?),
            b"EC PRIVATE KEY" => {
                let curve = match &self.parameters {
                    Some(block) => Some(read::curve_parameters(&decode(block)?)?),
                    None => None,
                };
                read::sec1(&decode(&self.block)?, curve)
            }
            b"ENCRYPTED PRIVATE KEY" => open(&self.block, passphrase),
            b"OPENSSH PRIVATE KEY" => Err(PrivateKeyError::OpenSsh),
            b"DSA PRIVATE KEY" => {
                Err(PrivateKeyError::UnsupportedAlgorithm { name: String::from("DSA") })
            }
            _ => Err(PrivateKeyError::UnsupportedAlgorithm {
                name: String::from("unknown PEM label"),
            }),
        }
    }
}

#[cfg(feature = "encrypted-keys")]
fn open(block: &Block<'_>, passphrase: Option<&[u8]>) -> Result<PrivateKey, PrivateKeyError> {
    let passphrase = passphrase.ok_or(PrivateKeyError::EncryptedPkcs8)?;
    PrivateKey::from_encrypted_der(&decode(block)?, passphrase)
}

#[cfg(not(feature = "encrypted-keys"))]
const fn open(_: &Block<'_>, _: Option<&[u8]>) -> Result<PrivateKey, PrivateKeyError> {
    Err(PrivateKeyError::EncryptedPkcs8)
}

fn only_block(text: &[u8]) -> Result<KeyBlock<'_>, PrivateKeyError> {
    if text.len() > PrivateKey::MAX_PEM_BYTES {
        return Err(PrivateKeyError::FileTooLarge { bytes: text.len() });
    }
    let (mut key, mut parameters, mut count) = (None, None, 0_usize);
    for block in Blocks::new(text) {
        let block = block.map_err(|PemError { line, .. }| PrivateKeyError::BadText { line })?;
        if is_key_label(block.label) {
            count = count.saturating_add(1);
            key = Some(block);
        } else if is_parameters_label(block.label) {
            parameters = Some(block);
        }
    }
    match key {
        Some(block) if count == 1 => Ok(KeyBlock { block, parameters }),
        Some(_) => Err(PrivateKeyError::SeveralKeys { count }),
        None => Err(PrivateKeyError::NotAKey),
    }
}

/// Whether the headers say that the block is encrypted (RFC 1421 §4.6.1). They are believed even if it is not.
fn has_encryption_headers(body: &[u8]) -> bool {
    let body = body.trim_ascii_start();
    [b"Proc-Type:".as_slice(), b"DEK-Info:"].iter().any(|header| {
        body.get(..header.len()).is_some_and(|start| start.eq_ignore_ascii_case(header))
    })
}

/// Decodes a block into memory that is wiped, also on an error.
fn decode(block: &Block<'_>) -> Result<Zeroizing<Vec<u8>>, PrivateKeyError> {
    let is_text = |byte: &u8| !byte.is_ascii_whitespace();
    let characters = block.body().iter().copied().filter(is_text);
    let count = characters.clone().count();
    let too_large = |bytes| Err(PrivateKeyError::TooLarge { bytes });
    if count > MAX_CHARACTERS {
        return too_large(count.saturating_mul(3) / 4);
    }
    // Allocated once, so that growing leaves no copy of the key behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(count));
    bytes.extend(characters);
    let length = Base64::decode_in_place(&mut bytes)
        .map_err(|_| PrivateKeyError::BadText { line: block.line() })?
        .len();
    bytes.truncate(length);
    if length > MAX_BYTES {
        return too_large(length);
    }
    Ok(bytes)
}

const MAX_CHARACTERS: usize = MAX_BYTES.div_ceil(3) * 4;
