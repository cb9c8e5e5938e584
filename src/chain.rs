//! Floor 2: what a peer presented.

use crate::certificate::{Certificate, CertificateError};
use crate::numbered::numbered;
use alloc::vec::Vec;

/// The certificates a peer presented, unverified: its own first, then whatever else it sent, in any order
/// (RFC 8446 §4.4.2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Chain {
    end_entity: Certificate,
    others: Vec<Certificate>,
}

impl Chain {
    /// The most certificates a peer may present. Real chains have up to 6; the largest ever reported by public
    /// TLS scans stay below 40. More are refused before anything is read.
    pub const MAX_CERTIFICATES: usize = 64;

    /// A chain of one certificate.
    pub const fn new(end_entity: Certificate) -> Self {
        Self { end_entity, others: Vec::new() }
    }

    /// Reads a chain as TLS delivers it: DER, end-entity certificate first.
    ///
    /// # Errors
    ///
    /// [`ChainError`]: it is empty, has more than [`MAX_CERTIFICATES`](Self::MAX_CERTIFICATES), or one of its
    /// certificates cannot be read. One unreadable certificate refuses the chain, as TLS does (RFC 8446 §6.2,
    /// `bad_certificate`).
    pub fn from_der<T: AsRef<[u8]>>(presented: &[T]) -> Result<Self, ChainError> {
        if presented.len() > Self::MAX_CERTIFICATES {
            return Err(ChainError::TooMany { certificates: presented.len() });
        }
        let mut certificates = presented.iter().enumerate().map(|(index, der)| {
            Certificate::from_der(der.as_ref()).map_err(|error| ChainError::Certificate {
                position: index.saturating_add(1),
                error,
            })
        });
        let end_entity = certificates.next().ok_or(ChainError::Empty)??;
        let mut others = Vec::with_capacity(presented.len().saturating_sub(1));
        for certificate in certificates {
            others.push(certificate?);
        }
        Ok(Self { end_entity, others })
    }

    /// A chain of certificates already read; the first is the end-entity certificate.
    ///
    /// # Errors
    ///
    /// [`ChainError::Empty`] and [`ChainError::TooMany`].
    pub fn from_certificates(
        certificates: impl IntoIterator<Item = Certificate>,
    ) -> Result<Self, ChainError> {
        let mut certificates = certificates.into_iter();
        let end_entity = certificates.next().ok_or(ChainError::Empty)?;
        let others: Vec<_> = certificates.by_ref().take(Self::MAX_CERTIFICATES).collect();
        if others.len() == Self::MAX_CERTIFICATES {
            let certificates = others.len().saturating_add(1);
            return Err(ChainError::TooMany { certificates });
        }
        Ok(Self { end_entity, others })
    }

    /// A chain of certificates that are known to be at most [`MAX_CERTIFICATES`](Self::MAX_CERTIFICATES).
    pub(crate) const fn of_few(end_entity: Certificate, others: Vec<Certificate>) -> Self {
        Self { end_entity, others }
    }

    /// The certificate of the peer itself.
    pub const fn end_entity(&self) -> &Certificate {
        &self.end_entity
    }

    /// What else was presented, in the order presented.
    pub fn others(&self) -> &[Certificate] {
        &self.others
    }
}

/// Why a presented chain cannot be read. Nothing of it is kept.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// There is no certificate in it.
    #[error("the peer presented no certificate")]
    Empty,
    /// There are more than [`Chain::MAX_CERTIFICATES`].
    #[error(
        "the peer presented {certificates} certificates, and at most {} are read",
        Chain::MAX_CERTIFICATES
    )]
    TooMany {
        /// How many there are at least.
        certificates: usize,
    },
    /// One of them cannot be read.
    #[error("certificate {position} of the chain cannot be read: {error}")]
    Certificate {
        /// Which one, counted from 1.
        position: usize,
        /// What is wrong with it.
        error: CertificateError,
    },
}

numbered! {
    ChainError {
        Empty = 1201 "chain-empty",
        TooMany = 1202 "chain-too-long",
        Certificate = 1203 "chain-certificate-unreadable",
    }
}
