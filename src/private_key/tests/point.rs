//! Reading of points, compared with the crates that compute public keys.

use super::super::ec::Curve;
use super::super::point::uncompressed;
use alloc::vec::Vec;
use p256::elliptic_curve::sec1::{FromSec1Point, ModulusSize, ToSec1Point};
use p256::elliptic_curve::{AffinePoint, CurveArithmetic, FieldBytesSize, PublicKey};

/// A point by the crate of its curve, uncompressed.
fn by_crate(curve: Curve, encoded: &[u8]) -> Option<Vec<u8>> {
    match curve {
        Curve::P256 => point_of::<p256::NistP256>(encoded),
        Curve::P384 => point_of::<p384::NistP384>(encoded),
        Curve::P521 => point_of::<p521::NistP521>(encoded),
    }
}

fn point_of<C>(encoded: &[u8]) -> Option<Vec<u8>>
where
    C: CurveArithmetic,
    FieldBytesSize<C>: ModulusSize,
    AffinePoint<C>: FromSec1Point<C> + ToSec1Point<C>,
{
    let key = PublicKey::<C>::from_sec1_bytes(encoded).ok()?;
    Some(key.to_sec1_point(false).as_bytes().into())
}

fn read(curve: Curve, encoded: &[u8]) -> Option<Vec<u8>> {
    uncompressed(curve, encoded).map(Vec::from)
}

const CURVES: [Curve; 3] = [Curve::P256, Curve::P384, Curve::P521];

#[test]
fn points_are_read_as_by_the_crates_of_the_curves() {
    for curve in CURVES {
        let length = curve.scalar_bytes();
        for scalar in 1..=40_u8 {
            let scalar = [alloc::vec![scalar; length - 2], alloc::vec![1, scalar]].concat();
            let scalar = if curve == Curve::P521 { [&[0], &scalar[1..]].concat() } else { scalar };
            let point = curve.point(&scalar).unwrap();
            assert_eq!(read(curve, &point).as_deref(), Some(&*point), "{curve:?}");
            for sign in [0x02, 0x03] {
                let compressed = [&[sign], &point[1..=length]].concat();
                let found = read(curve, &compressed);
                assert!(found.is_some(), "{curve:?}");
                assert_eq!(found, by_crate(curve, &compressed), "{curve:?}");
                assert_eq!(found.as_deref() == Some(&*point), point[2 * length] & 1 == sign & 1);
            }
            // Not on the curve, with any bit changed.
            for bit in (0..16 * length).step_by(7) {
                let mut other = point.to_vec();
                other[1 + bit / 8] ^= 1 << (bit % 8);
                assert_eq!(read(curve, &other), None, "{curve:?}, bit {bit}");
            }
        }
    }
}

/// Small x coordinates: about half of them have a point. With the prime of the field added, they are out of range.
#[test]
fn a_coordinate_has_a_point_exactly_if_the_crates_find_it() {
    for curve in CURVES {
        let length = curve.scalar_bytes();
        let mut points = 0;
        for x in 0..=255_u8 {
            let mut compressed = alloc::vec![0; 1 + length];
            compressed[0] = 0x02;
            compressed[length] = x;
            let found = read(curve, &compressed);
            assert_eq!(found, by_crate(curve, &compressed), "{curve:?}, {x}");
            points += usize::from(found.is_some());
            compressed[1..].fill(0xff);
            compressed[length] = x;
            assert_eq!(read(curve, &compressed), by_crate(curve, &compressed), "{curve:?}, {x}");
        }
        assert!((80..=176).contains(&points), "{curve:?}: {points}");
    }
}

#[test]
fn coordinates_of_the_prime_or_above_are_rejected() {
    // 2^521 - 1 + x, for an x that has a point, fits 66 bytes.
    let length = Curve::P521.scalar_bytes();
    let mut compressed = alloc::vec![0; 1 + length];
    compressed[0] = 0x02;
    let x = (1..=255).find(|&x| {
        compressed[length] = x;
        read(Curve::P521, &compressed).is_some()
    });
    let mut sum = [&[0x02, 0x02][..], &alloc::vec![0; length - 1]].concat();
    sum[length] = x.unwrap() - 1;
    assert_eq!(read(Curve::P521, &sum), None);
    // For y: the point with y + p instead of y, where y is as small as a byte, cannot be found; all ones are above each prime.
    for curve in CURVES {
        let length = curve.scalar_bytes();
        let ones = [&[0x04][..], &alloc::vec![0xff; 2 * length]].concat();
        assert_eq!(read(curve, &ones), None, "{curve:?}");
    }
}

#[test]
fn other_forms_and_lengths_are_rejected() {
    for curve in CURVES {
        let length = curve.scalar_bytes();
        let scalar = [alloc::vec![0; length - 1], alloc::vec![7]].concat();
        let point = curve.point(&scalar).unwrap();
        for form in (0..=255_u8).filter(|form| *form != 0x04) {
            let other = [&[form], &point[1..]].concat();
            assert_eq!(read(curve, &other), None, "{curve:?}, {form}");
        }
        for form in (0..=255_u8).filter(|form| ![0x02, 0x03].contains(form)) {
            let other = [&[form], &point[1..=length]].concat();
            assert_eq!(read(curve, &other), None, "{curve:?}, {form}");
        }
        for end in 0..point.len() {
            assert_eq!(read(curve, &point[..end]), None, "{curve:?}, {end}");
        }
        assert_eq!(read(curve, &[&*point, &[0]].concat()), None, "{curve:?}");
    }
}
