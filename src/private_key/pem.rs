//! Private keys in PEM (RFC 7468 §10, §11, and the older labels).
//!
//! Unlike certificates, key blocks are decoded without tables, by `base64ct`, into memory that is wiped. A table lookup
//! leaves traces in the CPU cache (CVE-2021-24119).

use super::ec::Curve;
use super::read::{self, Form};
use super::{MAX_BYTES, PARSING, PrivateKey, PrivateKeyError};
use crate::bytes::find::find;
use crate::bytes::pem::{Block, Blocks, PemError};
use crate::stack;
use alloc::vec::Vec;
use base64ct::{Base64, Encoding as _};
use zeroize::Zeroizing;

impl PrivateKey {
    /// The size limit of a PEM file, in bytes: 5 MiB (5,242,880), inclusive.
    pub const MAX_PEM_BYTES: usize = 5 << 20;

    /// Parses the one private key of a PEM file: `PRIVATE KEY`, `RSA PRIVATE KEY`, `EC PRIVATE KEY`, or another label that
    /// ends in `PRIVATE KEY`. The contents decide whether it is PKCS#8, PKCS#1 or SEC1, because labels are often wrong.
    ///
    /// The `EC PARAMETERS` block that openssl writes may name the curve of the key; it must not name another one. Blocks
    /// of other kinds, such as certificates, are ignored.
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
        blocks_of(text)?.read(None)
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
        blocks_of(text)?.read(Some(passphrase))
    }
}

/// The blocks of a PEM file that belong to its private key. Nothing is decoded before it is read.
#[derive(Default)]
pub(crate) struct KeyBlocks<'a> {
    key: Option<Block<'a>>,
    count: usize,
    /// `EC PARAMETERS`, which name the curve of the key.
    parameters: Option<Block<'a>>,
    has_second_parameters: bool,
}

impl<'a> KeyBlocks<'a> {
    /// Takes the block if it belongs to a private key, by its label.
    pub(crate) fn take(&mut self, block: Block<'a>) -> bool {
        if block.label.ends_with(b"PRIVATE KEY") {
            self.count = self.count.saturating_add(1);
            self.key = Some(block);
            return true;
        }
        if block.label == b"EC PARAMETERS" {
            self.has_second_parameters = self.parameters.replace(block).is_some();
            return true;
        }
        false
    }

    /// The number of private keys.
    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    /// Parses the only key.
    pub(crate) fn read(&self, passphrase: Option<&[u8]>) -> Result<PrivateKey, PrivateKeyError> {
        match &self.key {
            Some(block) if self.count == 1 => {
                stack::wiped::<PARSING, _>(|| self.read_block(block, passphrase))
            }
            Some(_) => Err(PrivateKeyError::SeveralKeys { count: self.count }),
            None => Err(PrivateKeyError::NotAKey),
        }
    }

    /// The contents decide the form, because programs and people write wrong labels. If they are no key, the label says
    /// what was meant.
    fn read_block(
        &self,
        block: &Block<'_>,
        passphrase: Option<&[u8]>,
    ) -> Result<PrivateKey, PrivateKeyError> {
        if has_encryption_headers(block.body()) {
            return Err(PrivateKeyError::LegacyEncrypted);
        }
        let der = decode(block)?;
        if block.label == b"OPENSSH PRIVATE KEY" || der.starts_with(OPENSSH_MAGIC) {
            return Err(openssh(&der));
        }
        let form = read::form_of(&der).map_err(|error| read::misfit(block.label, &der, error))?;
        let curve = self.curve()?;
        match (form, curve) {
            (Form::Sec1, Some(curve)) => read::sec1(&der, Some(curve?)),
            (Form::Encrypted, curve) => beside(curve, open(&der, passphrase)?),
            (form, curve) => beside(curve, read::clear(&form, &der, None)?),
        }
    }

    /// The curve that the parameters name, if there are any. The inner error is for a key whose curve is nowhere else.
    fn curve(&self) -> Result<Option<NamedCurve>, PrivateKeyError> {
        let Some(block) = &self.parameters else {
            return Ok(None);
        };
        if self.has_second_parameters {
            return Err(PrivateKeyError::Parameters { what: "the file contains two of them" });
        }
        match read::curve_parameters(&decode(block)?) {
            Err(PrivateKeyError::Unreadable { .. }) => {
                Err(PrivateKeyError::Parameters { what: "it does not contain the name of a curve" })
            }
            curve => Ok(Some(curve)),
        }
    }
}

type NamedCurve = Result<Curve, PrivateKeyError>;

/// The key, if the parameters beside it are those of its curve.
fn beside(curve: Option<NamedCurve>, key: PrivateKey) -> Result<PrivateKey, PrivateKeyError> {
    let what = match (curve, Curve::of(key.algorithm)) {
        (None, _) => return Ok(key),
        (Some(Ok(named)), Some(own)) if named == own => return Ok(key),
        (Some(_), Some(_)) => "the key names another curve",
        (Some(_), None) => "the key is on no such curve",
    };
    Err(PrivateKeyError::Parameters { what })
}

#[cfg(feature = "encrypted-keys")]
fn open(der: &[u8], passphrase: Option<&[u8]>) -> Result<PrivateKey, PrivateKeyError> {
    let passphrase = passphrase.ok_or(PrivateKeyError::EncryptedPkcs8)?;
    PrivateKey::from_encrypted_der(der, passphrase)
}

#[cfg(not(feature = "encrypted-keys"))]
const fn open(_: &[u8], _: Option<&[u8]>) -> Result<PrivateKey, PrivateKeyError> {
    Err(PrivateKeyError::EncryptedPkcs8)
}

fn blocks_of(text: &[u8]) -> Result<KeyBlocks<'_>, PrivateKeyError> {
    if text.len() > PrivateKey::MAX_PEM_BYTES {
        return Err(PrivateKeyError::FileTooLarge { bytes: text.len() });
    }
    let mut blocks = KeyBlocks::default();
    for block in Blocks::new(text) {
        let block = block.map_err(|PemError { line, .. }| PrivateKeyError::BadText { line })?;
        blocks.take(block);
    }
    Ok(blocks)
}

/// The name of the key's algorithm is near the beginning, in clear.
fn openssh(bytes: &[u8]) -> PrivateKeyError {
    let head = bytes.get(..OPENSSH_HEAD).unwrap_or(bytes);
    if find(head, b"ssh-ed25519").is_some() {
        PrivateKeyError::OpenSshEd25519
    } else {
        PrivateKeyError::OpenSsh
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
    let mut length = None;
    stack::wiped::<BASE64, _>(|| {
        length = Base64::decode_in_place(&mut bytes).ok().map(<[u8]>::len);
    });
    let length = length.ok_or_else(|| PrivateKeyError::BadText { line: block.line() })?;
    bytes.truncate(length);
    if length > MAX_BYTES {
        return too_large(length);
    }
    Ok(bytes)
}

/// The first bytes of a key in OpenSSH format (openssh-portable, PROTOCOL.key §1).
const OPENSSH_MAGIC: &[u8] = b"openssh-key-v1\0";

/// The bytes of an OpenSSH key that contain the name of its algorithm. Before it are the magic, the names of a cipher and of
/// a key derivation, the salt of the latter, and five lengths. The secret begins after the public half.
const OPENSSH_HEAD: usize = 128;

/// The stack that decoding needs.
const BASE64: usize = stack::room(1024);

const MAX_CHARACTERS: usize = MAX_BYTES.div_ceil(3) * 4;
