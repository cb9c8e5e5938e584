//! Floor 2: the certificates that a peer presents.

use crate::certificate::{Certificate, CertificateError};
use crate::message::message;
use crate::numbered::numbered;
use alloc::vec::Vec;
use core::fmt;

/// The certificates that a peer presented, not yet verified: its own first, then the others in any order (RFC 8446
/// §4.4.2).
///
/// ```
/// use trustslot::Chain;
///
/// # let end_entity = include_bytes!("../examples/data/phone.der");
/// let chain = Chain::from_der(&[end_entity])?;
/// assert_eq!(chain.end_entity().issued_to(), "phone");
/// assert!(chain.others().is_empty());
/// # Ok::<(), trustslot::ChainError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    end_entity: Certificate,
    others: Vec<Certificate>,
}

impl Chain {
    /// The most certificates a peer may present. Real chains have up to 6; the largest in public TLS scans have fewer
    /// than 40. A longer chain is rejected before anything in it is parsed.
    pub const MAX_CERTIFICATES: usize = 64;

    /// A chain of one certificate.
    pub const fn new(end_entity: Certificate) -> Self {
        Self { end_entity, others: Vec::new() }
    }

    /// Parses the certificates of a TLS handshake: DER, end-entity certificate first.
    ///
    /// ```
    /// use trustslot::{Chain, ChainError};
    ///
    /// # let end_entity = include_bytes!("../examples/data/phone.der");
    /// let chain = Chain::from_der(&[end_entity])?;
    /// assert_eq!(chain.end_entity().as_der(), end_entity);
    ///
    /// let nothing: [&[u8]; 0] = [];
    /// assert_eq!(Chain::from_der(&nothing), Err(ChainError::Empty));
    /// # Ok::<(), ChainError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ChainError`]: there is no certificate, there are more than [`MAX_CERTIFICATES`](Self::MAX_CERTIFICATES), or one
    /// of them cannot be parsed. One malformed certificate rejects the chain, as TLS requires (RFC 8446 §6.2,
    /// `bad_certificate`).
    pub fn from_der<T: AsRef<[u8]>>(presented: &[T]) -> Result<Self, ChainError> {
        let (end_entity, others) = presented.split_first().ok_or(ChainError::Empty)?;
        Self::read(end_entity.as_ref(), others, &|_, _| false)
    }

    /// Parses the certificates as TLS libraries hand them over: the end-entity certificate apart from the others.
    ///
    /// The parameters are those of rustls's `ServerCertVerifier::verify_server_cert`.
    ///
    /// ```
    /// use trustslot::Chain;
    /// use trustslot::pki_types::CertificateDer;
    ///
    /// # let der = include_bytes!("../examples/data/phone.der");
    /// let end_entity = CertificateDer::from(&der[..]);
    /// let intermediates: &[CertificateDer<'_>] = &[];
    /// let chain = Chain::from_presented(&end_entity, intermediates)?;
    /// assert_eq!(chain.end_entity().issued_to(), "phone");
    /// # Ok::<(), trustslot::ChainError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Those of [`from_der`](Self::from_der), except [`ChainError::Empty`]. At most
    /// [`MAX_CERTIFICATES`](Self::MAX_CERTIFICATES) items are taken from `intermediates`.
    pub fn from_presented(
        end_entity: &[u8],
        intermediates: impl IntoIterator<Item: AsRef<[u8]>>,
    ) -> Result<Self, ChainError> {
        let others: Vec<_> = intermediates.into_iter().take(Self::MAX_CERTIFICATES).collect();
        Self::read(end_entity, &others, &|_, _| false)
    }

    /// Parses nothing if there are too many, and stops at the first that cannot be parsed. `parsed` fills in a certificate with
    /// exactly these bytes, if there is one, so that it is not parsed again.
    pub(crate) fn read<T: AsRef<[u8]>>(
        end_entity: &[u8],
        others: &[T],
        parsed: &dyn Fn(&[u8], &mut Certificate) -> bool,
    ) -> Result<Self, ChainError> {
        Self::check_count(others.len())?;
        let mut chain = Self { end_entity: Certificate::unread(), others: Vec::new() };
        read(end_entity, 1, parsed, &mut chain.end_entity)?;
        chain.others.resize_with(others.len(), Certificate::unread);
        for ((der, certificate), position) in others.iter().zip(&mut chain.others).zip(2..) {
            read(der.as_ref(), position, parsed, certificate)?;
        }
        Ok(chain)
    }

    /// A chain of parsed certificates; the first is the end-entity certificate.
    ///
    /// ```
    /// use trustslot::{Bundle, Chain};
    ///
    /// # let file = include_bytes!("../examples/data/stackexchange-2021.pem");
    /// let bundle = Bundle::parse("chain.pem", file)?;
    /// let chain = Chain::from_certificates(bundle)?;
    /// assert_eq!(chain.end_entity().issued_to(), "*.stackexchange.com");
    /// assert_eq!(chain.others().len(), 2);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    ///
    /// # Errors
    ///
    /// [`ChainError::Empty`] if there is no certificate, and [`ChainError::TooMany`] if there are more than
    /// [`MAX_CERTIFICATES`](Self::MAX_CERTIFICATES).
    pub fn from_certificates(
        certificates: impl IntoIterator<Item = Certificate>,
    ) -> Result<Self, ChainError> {
        let mut certificates = certificates.into_iter();
        let end_entity = certificates.next().ok_or(ChainError::Empty)?;
        let others: Vec<_> = certificates.by_ref().take(Self::MAX_CERTIFICATES).collect();
        Self::check_count(others.len())?;
        Ok(Self { end_entity, others })
    }

    const fn check_count(others: usize) -> Result<(), ChainError> {
        let certificates = others.saturating_add(1);
        if certificates > Self::MAX_CERTIFICATES {
            return Err(ChainError::TooMany { certificates });
        }
        Ok(())
    }

    /// A chain of certificates that are known to be at most [`MAX_CERTIFICATES`](Self::MAX_CERTIFICATES).
    #[cfg(feature = "identity")]
    pub(crate) const fn of_few(end_entity: Certificate, others: Vec<Certificate>) -> Self {
        Self { end_entity, others }
    }

    /// The certificate of the peer itself.
    pub const fn end_entity(&self) -> &Certificate {
        &self.end_entity
    }

    /// The other certificates, in the order in which they were presented.
    pub fn others(&self) -> &[Certificate] {
        &self.others
    }
}

/// Fills in the certificate at this position, which may be parsed already.
fn read(
    der: &[u8],
    position: usize,
    parsed: &dyn Fn(&[u8], &mut Certificate) -> bool,
    certificate: &mut Certificate,
) -> Result<(), ChainError> {
    if parsed(der, certificate) {
        return Ok(());
    }
    certificate.fill(der).map_err(|error| ChainError::Certificate { position, error })
}

/// A presented chain that cannot be used. Nothing of it is kept.
///
/// ```
/// use trustslot::{Chain, ChainError, Remedy};
///
/// let error = Chain::from_der(&[b"no certificate"]).unwrap_err();
/// assert!(matches!(error, ChainError::Certificate { position: 1, .. }));
/// assert_eq!(error.remedy(), Some(Remedy::Reissue));
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ChainError {
    /// The peer presented no certificate.
    Empty,
    /// The peer presented more than [`Chain::MAX_CERTIFICATES`].
    TooMany {
        /// The number of certificates; there may be more if they came from an iterator.
        certificates: usize,
    },
    /// One of the certificates cannot be parsed.
    Certificate {
        /// Its position in the chain, from 1.
        position: usize,
        /// Why it cannot be parsed.
        error: CertificateError,
    },
}

impl fmt::Display for ChainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => message!(f, "the peer presented no certificate"),
            Self::TooMany { certificates } => message!(
                f,
                "the peer presented {certificates} certificates; the limit is {limit}",
                certificates,
                limit = Chain::MAX_CERTIFICATES
            ),
            Self::Certificate { position, error } => message!(
                f,
                "certificate {position} of the chain cannot be read: {error}",
                position,
                error
            ),
        }
    }
}

impl core::error::Error for ChainError {}

numbered! {
    ChainError {
        Empty = 1201 "chain-empty",
        TooMany = 1202 "chain-too-long",
        Certificate = 1203 "chain-certificate-unreadable",
    }
}
