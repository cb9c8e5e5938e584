//! Elliptic curves: computes the public point from the private scalar.
//!
//! ring computes no point without a source of randomness and has no P-521. So the arithmetic is that of `p256`, `p384`
//! and `p521`, with any backend. It takes the same time for every scalar, and its stack is wiped.

use crate::bytes::oid;
use crate::certificate::KeyAlgorithm;
use crate::stack;
use alloc::boxed::Box;
use alloc::vec::Vec;
use p256::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use p256::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytesSize, PublicKey, SecretKey};
use zeroize::Zeroizing;

/// A named curve for TLS.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Curve {
    P256,
    P384,
    P521,
}

impl Curve {
    /// The curve with this object identifier, given by its contents.
    pub(super) fn named(id: &[u8]) -> Option<Self> {
        match id {
            oid::P256 => Some(Self::P256),
            oid::P384 => Some(Self::P384),
            oid::P521 => Some(Self::P521),
            _ => None,
        }
    }

    pub(super) const fn of(algorithm: KeyAlgorithm) -> Option<Self> {
        match algorithm {
            KeyAlgorithm::P256 => Some(Self::P256),
            KeyAlgorithm::P384 => Some(Self::P384),
            KeyAlgorithm::P521 => Some(Self::P521),
            _ => None,
        }
    }

    pub(super) const fn algorithm(self) -> KeyAlgorithm {
        match self {
            Self::P256 => KeyAlgorithm::P256,
            Self::P384 => KeyAlgorithm::P384,
            Self::P521 => KeyAlgorithm::P521,
        }
    }

    /// The length of a scalar in bytes (RFC 5915 §3).
    const fn scalar_bytes(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    /// The scalar with leading zeros, which some programs leave out. Others write one too many, as in an INTEGER.
    pub(super) fn pad(self, scalar: &[u8]) -> Option<Zeroizing<Vec<u8>>> {
        let (surplus, scalar) =
            scalar.split_at_checked(scalar.len().saturating_sub(self.scalar_bytes()))?;
        if surplus.iter().any(|byte| *byte != 0) {
            return None;
        }
        let missing = self.scalar_bytes().checked_sub(scalar.len())?;
        let mut padded = Zeroizing::new(Vec::with_capacity(self.scalar_bytes()));
        padded.resize(missing, 0);
        padded.extend_from_slice(scalar);
        Some(padded)
    }

    /// The public point of a padded `scalar`, uncompressed (SEC 1 §2.3.3). `None` if the scalar is 0 or not below the
    /// order of the curve.
    pub(super) fn point(self, scalar: &[u8]) -> Option<Box<[u8]>> {
        match self {
            Self::P256 => stack::wiped::<P256, _>(|| point::<p256::NistP256>(scalar)),
            Self::P384 => stack::wiped::<P384, _>(|| point::<p384::NistP384>(scalar)),
            Self::P521 => stack::wiped::<P521, _>(|| point::<p521::NistP521>(scalar)),
        }
    }

    /// An encoded point in uncompressed form, so that points can be compared. `None` if it is not on the curve.
    pub(super) fn uncompressed(self, encoded: &[u8]) -> Option<Box<[u8]>> {
        match self {
            Self::P256 => uncompressed::<p256::NistP256>(encoded),
            Self::P384 => uncompressed::<p384::NistP384>(encoded),
            Self::P521 => uncompressed::<p521::NistP521>(encoded),
        }
    }
}

fn point<C>(scalar: &[u8]) -> Option<Box<[u8]>>
where
    C: CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
{
    // Wiped on drop.
    let key = SecretKey::<C>::from_slice(scalar).ok()?;
    Some(Box::from(key.public_key().as_affine().to_sec1_point(false).as_bytes()))
}

fn uncompressed<C>(encoded: &[u8]) -> Option<Box<[u8]>>
where
    C: CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
{
    let key = PublicKey::<C>::from_sec1_bytes(encoded).ok()?;
    Some(Box::from(key.as_affine().to_sec1_point(false).as_bytes()))
}

/// The stack that the computation of a point needs.
const P256: usize = stack::room(8 * 1024);
const P384: usize = stack::room(10 * 1024);
const P521: usize = stack::room(13 * 1024);
