//! The parameters of RSASSA-PSS in words (RFC 4055 §3.1).

use super::object_id::ObjectId;
use crate::bytes::der::{DerError, Element, Reader, Tag, context};
use crate::bytes::oid;
use alloc::format;
use alloc::string::{String, ToString as _};
use pki_types::alg_id;

/// `algorithm` are the contents of the whole `AlgorithmIdentifier`.
pub(super) fn describe(algorithm: &[u8], parameters: Option<Element<'_>>) -> String {
    let Some(parameters) = parameters else {
        return "RSASSA-PSS without parameters".into();
    };
    let Ok(read) = Parameters::read(&parameters) else {
        return "RSASSA-PSS with malformed parameters".into();
    };
    let hash = ObjectId::new(read.hash);
    let salt = read.salt.map_or_else(|| "above 255".to_string(), |bytes| bytes.to_string());
    let unusual = if read.mask != oid::MGF1 {
        format!(", with the unknown mask function {}", ObjectId::new(read.mask))
    } else if read.mask_hash != read.hash {
        format!(", with {} for its mask", ObjectId::new(read.mask_hash))
    } else if read.trailer != Some(1) {
        ", with another trailer field than 1".to_string()
    } else if read.is_usual() && !is_known(algorithm) {
        ", in an unusual encoding".to_string()
    } else {
        String::new()
    };
    format!("RSASSA-PSS with {hash} and salt length {salt}{unusual}")
}

/// `RSASSA-PSS-params`, with the defaults in place of absent fields.
struct Parameters<'a> {
    hash: &'a [u8],
    mask: &'a [u8],
    mask_hash: &'a [u8],
    /// `None` above 255.
    salt: Option<u8>,
    trailer: Option<u8>,
}

impl<'a> Parameters<'a> {
    fn read(parameters: &Element<'a>) -> Result<Self, DerError> {
        let mut outer = Reader::new(parameters.whole).expect(Tag::Sequence)?.inside();
        let mut read = Self {
            hash: oid::SHA1,
            mask: oid::MGF1,
            mask_hash: oid::SHA1,
            salt: Some(20),
            trailer: Some(1),
        };
        if let Some(hash) = outer.optional(context(0, true))? {
            (read.hash, _) = identifier(hash.inside())?;
        }
        if let Some(mask) = outer.optional(context(1, true))? {
            let parameters;
            (read.mask, parameters) = identifier(mask.inside())?;
            read.mask_hash = match parameters {
                Some(hash) => identifier(Reader::new(hash.whole))?.0,
                None => oid::SHA1,
            };
        }
        if let Some(salt) = outer.optional(context(2, true))? {
            read.salt = salt.inside().expect(Tag::Integer)?.natural()?;
        }
        if let Some(trailer) = outer.optional(context(3, true))? {
            read.trailer = trailer.inside().expect(Tag::Integer)?.natural()?;
        }
        outer.end()?;
        Ok(read)
    }

    /// True if the salt is as long as the hash, as RFC 4055 §3.1 recommends and as webpki requires.
    fn is_usual(&self) -> bool {
        match self.hash {
            oid::SHA256 => self.salt == Some(32),
            oid::SHA384 => self.salt == Some(48),
            oid::SHA512 => self.salt == Some(64),
            _ => false,
        }
    }
}

/// True for the encodings that backends verify.
fn is_known(algorithm: &[u8]) -> bool {
    [alg_id::RSA_PSS_SHA256, alg_id::RSA_PSS_SHA384, alg_id::RSA_PSS_SHA512]
        .iter()
        .any(|known| known.as_ref() == algorithm)
}

/// The identifier and the parameters of an `AlgorithmIdentifier`.
fn identifier(mut reader: Reader<'_>) -> Result<(&[u8], Option<Element<'_>>), DerError> {
    let mut algorithm = reader.expect(Tag::Sequence)?.inside();
    reader.end()?;
    let id = algorithm.expect(Tag::ObjectIdentifier)?.oid()?;
    let parameters = if algorithm.is_empty() { None } else { Some(algorithm.any()?) };
    algorithm.end()?;
    Ok((id, parameters))
}
