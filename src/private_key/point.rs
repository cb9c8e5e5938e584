//! Points on the curves of NIST, read and checked (SEC 1 §2.3.4).
//!
//! Everything here is public. One arithmetic for numbers of 576 bits serves all curves: the field arithmetic of `p256`, `p384`
//! and `p521` together takes ten times the code, which a firmware whose key stays in a secure element would carry for this alone.

use super::ec::Curve;
use alloc::boxed::Box;
use alloc::vec::Vec;
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{Odd, U576};

/// A coordinate on any of the curves: the first multiple of 64 bits that holds 521.
type Number = U576;

/// y² = x³ − 3 x + b, for numbers below a prime p (SP 800-186 §3.2.1).
struct Equation {
    p: FixedMontyParams<{ Number::LIMBS }>,
    b: Number,
}

impl Equation {
    const fn of(curve: Curve) -> &'static Self {
        match curve {
            Curve::P256 => &P256,
            Curve::P384 => &P384,
            Curve::P521 => &P521,
        }
    }

    /// The square of y.
    fn right_side(&self, x: &Number) -> FixedMontyForm<{ Number::LIMBS }> {
        let [x, three, b] = [x, &Number::from_u8(3), &self.b].map(|number| self.element(number));
        x.square().sub(&three).mul(&x).add(&b)
    }

    /// A square root, if there is one: p mod 4 is 3 for each curve.
    fn root(&self, square: &FixedMontyForm<{ Number::LIMBS }>) -> Number {
        let p = self.p.modulus().get();
        let exponent = p.wrapping_add(&Number::ONE).shr_vartime(2);
        square.pow_vartime(&exponent).retrieve()
    }

    fn element(&self, number: &Number) -> FixedMontyForm<{ Number::LIMBS }> {
        FixedMontyForm::new(number, &self.p)
    }

    /// A number below p.
    fn coordinate(&self, bytes: &[u8]) -> Option<Number> {
        let number = Number::from_be_slice_truncated(bytes, Number::BITS);
        number.cmp_vartime(self.p.modulus()).is_lt().then_some(number)
    }
}

/// A point in uncompressed form, so that points can be compared, and because not every backend reads compressed ones. `None` if
/// it is not on the curve, or is in none of the forms of RFC 5480 §2.2.
pub(super) fn uncompressed(curve: Curve, encoded: &[u8]) -> Option<Box<[u8]>> {
    let equation = Equation::of(curve);
    let (&form, coordinates) = encoded.split_first()?;
    let (x, y) = coordinates.split_at_checked(curve.scalar_bytes())?;
    let x = equation.coordinate(x)?;
    let square = equation.right_side(&x);
    let y = match form {
        0x02 | 0x03 if y.is_empty() => {
            let root = equation.root(&square);
            let is_meant = root.is_odd().to_bool() == (form == 0x03);
            if is_meant { root } else { equation.p.modulus().wrapping_sub(&root) }
        }
        0x04 if y.len() == curve.scalar_bytes() => equation.coordinate(y)?,
        _ => return None,
    };
    if equation.element(&y).square() != square {
        return None;
    }
    let mut point = Vec::with_capacity(curve.point_bytes());
    point.push(0x04);
    for number in [x, y] {
        let number = number.to_be_bytes();
        let start = number.as_ref().len().saturating_sub(curve.scalar_bytes());
        point.extend_from_slice(number.as_ref().get(start..)?);
    }
    Some(point.into_boxed_slice())
}

static P256: Equation = Equation {
    p: FixedMontyParams::new_vartime(Odd::<Number>::from_be_hex(
        "000000000000000000000000000000000000000000000000000000000000000000000000\
         00000000ffffffff00000001000000000000000000000000ffffffffffffffffffffffff",
    )),
    b: Number::from_be_hex(
        "000000000000000000000000000000000000000000000000000000000000000000000000\
         000000005ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b",
    ),
};

static P384: Equation = Equation {
    p: FixedMontyParams::new_vartime(Odd::<Number>::from_be_hex(
        "000000000000000000000000000000000000000000000000ffffffffffffffffffffffff\
         fffffffffffffffffffffffffffffffffffffffeffffffff0000000000000000ffffffff",
    )),
    b: Number::from_be_hex(
        "000000000000000000000000000000000000000000000000b3312fa7e23ee7e4988e056b\
         e3f82d19181d9c6efe8141120314088f5013875ac656398d8a2ed19d2a85c8edd3ec2aef",
    ),
};

static P521: Equation = Equation {
    p: FixedMontyParams::new_vartime(Odd::<Number>::from_be_hex(
        "00000000000001ffffffffffffffffffffffffffffffffffffffffffffffffffffffffff\
         ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    )),
    b: Number::from_be_hex(
        "0000000000000051953eb9618e1c9a1f929a21a0b68540eea2da725b99b315f3b8b48991\
         8ef109e156193951ec7e937b1652c0bd3bb1bf073573df883d2c34f1ef451fd46b503f00",
    ),
};
