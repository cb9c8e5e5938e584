//! Signatures that a careless verifier would accept, and the arithmetic to make them.

use crate::support::Key;
use ring::digest::{SHA256, digest};
use std::cmp::Ordering;

/// A natural number, least limb first, without zero limbs at the end.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Number(Vec<u32>);

impl Number {
    pub(crate) fn from_be(bytes: &[u8]) -> Self {
        let limb = |chunk: &[u8]| chunk.iter().fold(0, |limb, &byte| limb << 8 | u32::from(byte));
        Self(bytes.rchunks(4).map(limb).collect()).trimmed()
    }

    /// `bytes` bytes, most significant first.
    pub(crate) fn to_be(&self, bytes: usize) -> Vec<u8> {
        let mut all: Vec<u8> = self.0.iter().rev().flat_map(|limb| limb.to_be_bytes()).collect();
        while all.len() < bytes {
            all.insert(0, 0);
        }
        let extra = all.len() - bytes;
        assert!(all[..extra].iter().all(|&byte| byte == 0), "too large");
        all.split_off(extra)
    }

    fn power_of_two(exponent: usize) -> Self {
        let mut limbs = vec![0; exponent / 32 + 1];
        limbs[exponent / 32] = 1 << (exponent % 32);
        Self(limbs)
    }

    fn trimmed(mut self) -> Self {
        while self.0.last() == Some(&0) {
            self.0.pop();
        }
        self
    }

    fn bit(&self, index: usize) -> bool {
        let limb = self.0.get(index / 32).copied().unwrap_or(0);
        limb >> (index % 32) & 1 == 1
    }

    fn bits(&self) -> usize {
        let top = self.0.last().map_or(0, |limb| limb.leading_zeros() as usize);
        self.0.len() * 32 - top
    }

    fn is_odd(&self) -> bool {
        self.bit(0)
    }

    fn plus(&self, other: &Self) -> Self {
        let mut carry = 0_u64;
        let mut sum = Vec::new();
        for index in 0..=self.0.len().max(other.0.len()) {
            let limb = |number: &Self| u64::from(number.0.get(index).copied().unwrap_or(0));
            carry += limb(self) + limb(other);
            sum.push(carry as u32);
            carry >>= 32;
        }
        Self(sum).trimmed()
    }

    fn minus(&self, other: &Self) -> Self {
        let mut borrow = 0_i64;
        let mut rest = Vec::new();
        for index in 0..self.0.len() {
            let limb = |number: &Self| i64::from(number.0.get(index).copied().unwrap_or(0));
            borrow += limb(self) - limb(other);
            rest.push(borrow as u32);
            borrow >>= 32;
        }
        assert_eq!(borrow, 0, "a negative number");
        Self(rest).trimmed()
    }

    fn times(&self, other: &Self) -> Self {
        let mut product = vec![0_u32; self.0.len() + other.0.len()];
        for (i, &a) in self.0.iter().enumerate() {
            let mut carry = 0_u64;
            for (j, &b) in other.0.iter().enumerate() {
                carry += u64::from(a) * u64::from(b) + u64::from(product[i + j]);
                product[i + j] = carry as u32;
                carry >>= 32;
            }
            product[i + other.0.len()] = carry as u32;
        }
        Self(product).trimmed()
    }

    fn cube(&self) -> Self {
        self.times(self).times(self)
    }

    fn shifted(&self, by: usize) -> Self {
        self.times(&Self::power_of_two(by))
    }

    fn modulo(&self, modulus: &Self) -> Self {
        let mut rest = self.clone();
        for shift in (0..=self.bits().saturating_sub(modulus.bits())).rev() {
            let part = modulus.shifted(shift);
            if rest >= part {
                rest = rest.minus(&part);
            }
        }
        rest
    }

    /// Modulo 2^`bits`.
    fn low(&self, bits: usize) -> Self {
        let mut limbs = self.0.clone();
        limbs.truncate(bits.div_ceil(32));
        if !bits.is_multiple_of(32)
            && let Some(last) = limbs.get_mut(bits / 32)
        {
            *last &= (1 << (bits % 32)) - 1;
        }
        Self(limbs).trimmed()
    }

    /// The inverse modulo a prime.
    fn inverse(&self, prime: &Self) -> Self {
        let exponent = prime.minus(&Self(vec![2]));
        let mut power = Self(vec![1]);
        for index in (0..exponent.bits()).rev() {
            power = power.times(&power).modulo(prime);
            if exponent.bit(index) {
                power = power.times(self).modulo(prime);
            }
        }
        power
    }

    /// The least number whose cube is not less.
    fn cube_root(&self) -> Self {
        let mut root = Self(vec![]);
        for index in (0..=self.bits() / 3).rev() {
            let larger = root.plus(&Self::power_of_two(index));
            if larger.cube() < *self {
                root = larger;
            }
        }
        root.plus(&Self(vec![1]))
    }

    /// The odd number whose cube ends in the last `bits` of this odd one.
    fn cube_root_of_end(&self, bits: usize) -> Self {
        let mut root = Self(vec![1]);
        for index in 1..bits {
            if root.cube().bit(index) != self.bit(index) {
                root = root.plus(&Self::power_of_two(index));
            }
        }
        root.low(bits)
    }
}

impl PartialOrd for Number {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Number {
    fn cmp(&self, other: &Self) -> Ordering {
        let limbs = self.0.len().cmp(&other.0.len());
        limbs.then_with(|| self.0.iter().rev().cmp(other.0.iter().rev()))
    }
}

/// `DigestInfo` up to the digest (RFC 8017 §9.2).
pub(crate) const SHA256_INFO: &[u8] =
    b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
pub(crate) const SHA1_INFO: &[u8] = b"\x30\x21\x30\x09\x06\x05\x2b\x0e\x03\x02\x1a\x05\x00\x04\x14";

/// The correct block: `00 01 FF … FF 00`, then `info` and `hash`.
pub(crate) fn padded(bytes: usize, info: &[u8], hash: &[u8]) -> Vec<u8> {
    let mut block = vec![0xff; bytes - info.len() - hash.len()];
    let end = block.len() - 1;
    (block[0], block[1], block[end]) = (0, 1, 0);
    [&block, info, hash].concat()
}

/// A modulus and a signature whose cube is `block`, so that no private key is needed. Both are as long as the block.
pub(crate) fn modulus_for(block: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let bits = block.len() * 8;
    let wanted = Number::from_be(block);
    // Three quarters of the range, so that the modulus has all its bits after any subtraction.
    let about = Number(vec![3]).shifted(bits - 2);
    let mut root = about.cube_root();
    if root.is_odd() == wanted.is_odd() {
        root = root.plus(&Number(vec![1]));
    }
    let modulus = root.cube().minus(&wanted);
    (modulus.to_be(block.len()), root.to_be(block.len()))
}

/// A number of `bytes` bytes whose cube starts with `start`.
pub(crate) fn cube_root_starting(bytes: usize, start: &[u8]) -> Vec<u8> {
    let mut target = start.to_vec();
    target.resize(bytes, 0);
    let root = Number::from_be(&target).cube_root();
    assert!(root.cube().to_be(bytes).starts_with(start));
    root.to_be(bytes)
}

/// A number of `bytes` bytes whose cube starts with `start` and ends with `end`, which must be odd.
pub(crate) fn cube_root_between(bytes: usize, start: &[u8], end: &[u8]) -> Vec<u8> {
    let mut target = start.to_vec();
    target.resize(bytes, 0);
    let bits = end.len() * 8;
    let rough = Number::from_be(&target).cube_root();
    let high = rough.minus(&rough.low(bits)).plus(&Number::power_of_two(bits));
    let root = high.plus(&Number::from_be(end).cube_root_of_end(bits));
    let cube = root.cube().to_be(bytes);
    assert!(cube.starts_with(start) && cube.ends_with(end));
    root.to_be(bytes)
}

/// The order of P-256 (SEC 2 §2.4.2).
pub(crate) const P256_ORDER: [u8; 32] = [
    0xff, 0xff, 0xff, 0xff, 0x00, 0x00, 0x00, 0x00, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xbc, 0xe6, 0xfa, 0xad, 0xa7, 0x17, 0x9e, 0x84, 0xf3, 0xb9, 0xca, 0xc2, 0xfc, 0x63, 0x25, 0x51,
];

/// The order of P-384 (SEC 2 §2.5.1).
pub(crate) const P384_ORDER: [u8; 48] = [
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
    0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xc7, 0x63, 0x4d, 0x81, 0xf4, 0x37, 0x2d, 0xdf,
    0x58, 0x1a, 0x0d, 0xb2, 0x48, 0xb0, 0xa7, 0x7a, 0xec, 0xec, 0x19, 0x6a, 0xcc, 0xc5, 0x29, 0x73,
];

/// A P-256 signature over any digest of up to 32 bytes.
pub(crate) fn sign_digest(key: &Key, wanted: &[u8]) -> Vec<u8> {
    let order = Number::from_be(&P256_ORDER);
    let message = b"any message";
    let (r, s) = numbers_of(&key.sign(message));
    let pkcs8 = key.pkcs8();
    let start = b"\x02\x01\x01\x04\x20";
    let at = pkcs8.windows(start.len()).position(|window| window == start);
    let at = at.expect("an ECPrivateKey") + start.len();
    let private = Number::from_be(&pkcs8[at..at + 32]);
    // s = (e + r d) / k, so for another digest it is s (e' + r d) / (e + r d).
    let with = |digest: &[u8]| Number::from_be(digest).plus(&r.times(&private)).modulo(&order);
    let inverse = with(digest(&SHA256, message).as_ref()).inverse(&order);
    let other = s.times(&with(wanted)).modulo(&order).times(&inverse).modulo(&order);
    signature(&r.to_be(32), &other.to_be(32))
}

/// The second signature that every ECDSA signature has: (r, n - s) verifies wherever (r, s) does.
pub(crate) fn twin_of(ecdsa: &[u8]) -> Vec<u8> {
    let (r, s) = numbers_of(ecdsa);
    let other = Number::from_be(&P256_ORDER).minus(&s);
    signature(&r.to_be(32), &other.to_be(32))
}

/// A signature that verifies on P-256 with the public point as generator, so that the private key is 1: with k = 1,
/// r is the x of that point, and s = e + r.
pub(crate) fn curveball(point: &[u8], digest: &[u8]) -> Vec<u8> {
    let order = Number::from_be(&P256_ORDER);
    let r = Number::from_be(&point[1..33]).modulo(&order);
    let s = Number::from_be(digest).plus(&r).modulo(&order);
    signature(&r.to_be(32), &s.to_be(32))
}

/// An exponent as long as the modulus, equivalent to `e`: `e + (p - 1)(q - 1)`.
#[cfg(feature = "identity")]
pub(crate) fn long_exponent(e: &[u8], p: &[u8], q: &[u8]) -> Vec<u8> {
    let less_one = |prime: &[u8]| Number::from_be(prime).minus(&Number(vec![1]));
    let sum = less_one(p).times(&less_one(q)).plus(&Number::from_be(e));
    sum.to_be(p.len() + q.len())
}

/// `ECDSA-Sig-Value` (RFC 3279 §2.2.3).
pub(crate) fn signature(r: &[u8], s: &[u8]) -> Vec<u8> {
    use crate::support::der::{integer, seq};
    seq(&[integer(r), integer(s)])
}

fn numbers_of(ecdsa: &[u8]) -> (Number, Number) {
    let r_end = 4 + usize::from(ecdsa[3]);
    (Number::from_be(&ecdsa[4..r_end]), Number::from_be(&ecdsa[r_end + 2..]))
}
