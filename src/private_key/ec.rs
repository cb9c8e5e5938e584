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
use p256::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytesSize, SecretKey};
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

    /// The length of a scalar in bytes (RFC 5915 §3), and of a coordinate.
    pub(super) const fn scalar_bytes(self) -> usize {
        match self {
            Self::P256 => 32,
            Self::P384 => 48,
            Self::P521 => 66,
        }
    }

    /// The length of an uncompressed point in bytes (SEC 1 §2.3.3).
    pub(super) const fn point_bytes(self) -> usize {
        self.scalar_bytes().saturating_mul(2).saturating_add(1)
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
        // Filled by the computation, which returns nothing that could carry bytes of the stack that is wiped.
        let mut point = Vec::with_capacity(self.point_bytes());
        let is_valid = match self {
            Self::P256 => {
                stack::wiped::<P256, _>(|| write_point::<p256::NistP256>(scalar, &mut point))
            }
            Self::P384 => {
                stack::wiped::<P384, _>(|| write_point::<p384::NistP384>(scalar, &mut point))
            }
            Self::P521 => {
                stack::wiped::<P521, _>(|| write_point::<p521::NistP521>(scalar, &mut point))
            }
        };
        is_valid.then(|| point.into_boxed_slice())
    }
}

/// Appends the point. Returns false if the scalar is out of range.
fn write_point<C>(scalar: &[u8], point: &mut Vec<u8>) -> bool
where
    C: CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
{
    // Wiped on drop.
    let Ok(key) = SecretKey::<C>::from_slice(scalar) else {
        return false;
    };
    point.extend_from_slice(key.public_key().as_affine().to_sec1_point(false).as_bytes());
    true
}

/// The stack that the computation of a point needs.
const P256: usize = stack::room(7 * 1024);
const P384: usize = stack::room(9 * 1024);
const P521: usize = stack::room(12_800);
