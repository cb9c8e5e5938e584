//! RSA: checks that the numbers of a private key belong together (RFC 8017 §3.2), and that its primes are prime.
//!
//! Then the key works: whatever the public key encrypts, the private key decrypts. So nothing is signed here.
//!
//! The numbers are kept in fixed arrays that are wiped. The arithmetic is that of `crypto-bigint`, which takes the same
//! time for every key of one size. The `rsa` crate is not used (RUSTSEC-2023-0071), and neither are ring's keys, which
//! leave their primes in freed memory.

use super::{MAX_RSA_BITS, PrivateKeyError, weak};
use crate::certificate::MIN_RSA_BITS;
use crate::stack;
use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
use crypto_bigint::{NonZero, Odd, U1024, U2048, U4096, U8192, Uint};
use pkcs1::RsaPrivateKeyRef;
use zeroize::Zeroizing;

/// Checks that all numbers belong together. Returns the length of the modulus in bits.
pub(super) fn check(key: &RsaPrivateKeyRef<'_>) -> Result<u32, PrivateKeyError> {
    if key.other_prime_infos.is_some() {
        return Err(PrivateKeyError::MultiPrime);
    }
    let modulus = key.modulus.as_bytes();
    let bits = bit_length(modulus);
    if bits < MIN_RSA_BITS {
        return Err(PrivateKeyError::WeakRsa { bits });
    }
    if bits > MAX_RSA_BITS {
        return Err(PrivateKeyError::OversizedRsa { bits });
    }
    let exponent = public_exponent(key.public_exponent.as_bytes())?;
    if weak::has_roca_fingerprint(modulus) {
        return Err(PrivateKeyError::RocaModulus);
    }
    match Size::of(key).ok_or(Fault::Primes)? {
        Size::Bits1024 => stack::wiped::<STACK_1024, _>(|| {
            check_numbers::<{ U1024::LIMBS }, { U2048::LIMBS }>(key, exponent)
        }),
        Size::Bits2048 => stack::wiped::<STACK_2048, _>(|| {
            check_numbers::<{ U2048::LIMBS }, { U4096::LIMBS }>(key, exponent)
        }),
        Size::Bits4096 => stack::wiped::<STACK_4096, _>(|| {
            check_numbers::<{ U4096::LIMBS }, { U8192::LIMBS }>(key, exponent)
        }),
    }?;
    Ok(bits)
}

/// The size of the larger prime in bits. The modulus has at most twice as many. There is no size between, for a modulus of
/// 3072 bits: with it, the arithmetic was measured to need more stack than with the next larger one.
#[derive(Clone, Copy)]
enum Size {
    Bits1024,
    Bits2048,
    Bits4096,
}

impl Size {
    fn of(key: &RsaPrivateKeyRef<'_>) -> Option<Self> {
        let larger = key.prime1.as_bytes().len().max(key.prime2.as_bytes().len());
        match larger {
            0..=128 => Some(Self::Bits1024),
            129..=256 => Some(Self::Bits2048),
            257..=512 => Some(Self::Bits4096),
            _ => None,
        }
    }
}

/// `HALF` limbs hold a prime, `FULL` = 2 · `HALF` limbs the modulus.
///
/// The parts are not inlined, so that their temporary values do not all take stack at the same time.
fn check_numbers<const HALF: usize, const FULL: usize>(
    key: &RsaPrivateKeyRef<'_>,
    exponent: u64,
) -> Result<(), Fault> {
    let p = load::<HALF>(key.prime1.as_bytes()).ok_or(Fault::Primes)?;
    let q = load::<HALF>(key.prime2.as_bytes()).ok_or(Fault::Primes)?;
    let n = load::<FULL>(key.modulus.as_bytes()).ok_or(Fault::Primes)?;
    check_modulus(&n, &p, &q)?;
    let d = load::<FULL>(key.private_exponent.as_bytes()).ok_or(Fault::PrivateExponent)?;
    if *d >= *n {
        return Err(Fault::PrivateExponent);
    }
    check_exponents(exponent, &d, &p, key.exponent1.as_bytes())?;
    check_exponents(exponent, &d, &q, key.exponent2.as_bytes())?;
    check_coefficient(&p, &q, key.coefficient.as_bytes())?;
    // Last, because it takes the longest.
    let is_tested = Uint::<HALF>::BITS <= MAX_TESTED_BITS;
    if is_tested && !(is_probable_prime(&p) && is_probable_prime(&q)) {
        return Err(Fault::Composite);
    }
    Ok(())
}

/// Checks that n = p · q, and that p and q cannot be found.
#[inline(never)]
fn check_modulus<const HALF: usize, const FULL: usize>(
    n: &Uint<FULL>,
    p: &Uint<HALF>,
    q: &Uint<HALF>,
) -> Result<(), Fault> {
    let is_prime_like = |prime: &Uint<HALF>| prime.is_odd().to_bool() && *prime != Uint::ONE;
    if !is_prime_like(p) || !is_prime_like(q) {
        return Err(Fault::Primes);
    }
    let wide_p = Zeroizing::new(p.resize::<FULL>());
    let wide_q = Zeroizing::new(q.resize::<FULL>());
    if wide_p.wrapping_mul(&*wide_q) != *n {
        return Err(Fault::Primes);
    }
    if p.bit_width().min(q.bit_width()) < weak::MIN_PRIME_BITS
        || weak::are_close(&wide_p, &wide_q, n)
    {
        return Err(Fault::Weak);
    }
    Ok(())
}

/// Checks that the CRT exponent is d modulo prime − 1, and the inverse of the public exponent there.
#[inline(never)]
fn check_exponents<const HALF: usize, const FULL: usize>(
    exponent: u64,
    d: &Uint<FULL>,
    prime: &Uint<HALF>,
    crt_exponent: &[u8],
) -> Result<(), Fault> {
    let crt_exponent = load::<HALF>(crt_exponent).ok_or(Fault::CrtExponent)?;
    let less_one = non_zero(prime.wrapping_sub(&Uint::ONE)).ok_or(Fault::Primes)?;
    if *Zeroizing::new(d.rem(&less_one)) != *crt_exponent {
        return Err(Fault::CrtExponent);
    }
    if crt_exponent.mul_mod(&Uint::from_u64(exponent), &less_one) != Uint::ONE {
        return Err(Fault::PrivateExponent);
    }
    Ok(())
}

/// Checks that the coefficient is the inverse of q modulo p.
#[inline(never)]
fn check_coefficient<const HALF: usize>(
    p: &Uint<HALF>,
    q: &Uint<HALF>,
    coefficient: &[u8],
) -> Result<(), Fault> {
    let coefficient = load::<HALF>(coefficient).ok_or(Fault::Coefficient)?;
    let modulus = non_zero(*p).ok_or(Fault::Primes)?;
    let q_mod_p = Zeroizing::new(q.rem(&modulus));
    if *coefficient >= *p || coefficient.mul_mod(&q_mod_p, &modulus) != Uint::ONE {
        return Err(Fault::Coefficient);
    }
    Ok(())
}

/// Whether a number passes Fermat's test: 2^(number − 1) is 1. Every odd prime does. A composite number that is made
/// without intent practically never does; one that is made with intent weakens only the key of its maker.
///
/// The time tells the length of the number, which is no secret.
#[inline(never)]
fn is_probable_prime<const LIMBS: usize>(number: &Uint<LIMBS>) -> bool {
    let Some(odd) = Option::from(Odd::new(*number)) else {
        return false;
    };
    let params = Zeroizing::new(FixedMontyParams::new(odd));
    let exponent = Zeroizing::new(number.wrapping_sub(&Uint::ONE));
    let base = FixedMontyForm::new(&Uint::from_u8(2), &params);
    let power = Zeroizing::new(base.pow_bounded_exp(&*exponent, number.bit_width()));
    *Zeroizing::new(power.retrieve()) == Uint::ONE
}

fn load<const LIMBS: usize>(number: &[u8]) -> Option<Zeroizing<Uint<LIMBS>>> {
    (number.len() <= Uint::<LIMBS>::BYTES)
        .then(|| Zeroizing::new(Uint::from_be_slice_truncated(number, Uint::<LIMBS>::BITS)))
}

fn non_zero<const LIMBS: usize>(number: Uint<LIMBS>) -> Option<Zeroizing<NonZero<Uint<LIMBS>>>> {
    Option::from(NonZero::new(number)).map(Zeroizing::new)
}

/// An odd number of 2 to 33 bits, which ring and aws-lc-rs require.
fn public_exponent(number: &[u8]) -> Result<u64, PrivateKeyError> {
    let bits = bit_length(number);
    if !(2..=MAX_EXPONENT_BITS).contains(&bits) {
        return Err(PrivateKeyError::BadExponent);
    }
    let exponent = number.iter().fold(0, |sum: u64, &byte| (sum << 8) | u64::from(byte));
    if exponent & 1 == 0 {
        return Err(PrivateKeyError::BadExponent);
    }
    Ok(exponent)
}

/// The length of an unsigned number in bits, without leading zeros.
fn bit_length(number: &[u8]) -> u32 {
    let start = number.iter().position(|&byte| byte != 0);
    let significant = start.and_then(|start| number.get(start..)).unwrap_or_default();
    let bytes = u32::try_from(significant.len()).unwrap_or(u32::MAX);
    bytes
        .saturating_mul(8)
        .saturating_sub(significant.first().map_or(0, |first| first.leading_zeros()))
}

/// Why the numbers of a key are rejected. It has no fields and no padding, which would carry bytes of the stack that is
/// wiped to the caller.
#[derive(Clone, Copy)]
enum Fault {
    Primes,
    PrivateExponent,
    CrtExponent,
    Coefficient,
    Weak,
    Composite,
}

impl From<Fault> for PrivateKeyError {
    fn from(fault: Fault) -> Self {
        let what = match fault {
            Fault::Primes => "the primes do not multiply to the modulus",
            Fault::PrivateExponent => "the private exponent does not match the public exponent",
            Fault::CrtExponent => "a CRT exponent does not match the private exponent",
            Fault::Coefficient => "the CRT coefficient does not match the primes",
            Fault::Weak => return Self::WeakPrimes,
            Fault::Composite => return Self::CompositePrime,
        };
        Self::Inconsistent { what }
    }
}

/// `PublicExponent::MAX` of ring, `kMaxExponentBits` of aws-lc.
const MAX_EXPONENT_BITS: u32 = 33;

/// The longest prime that is tested, in bits: that of a modulus of 4096 bits. A server core takes 14 ms for two of them,
/// and would take eight times that for a modulus of 8192 bits.
const MAX_TESTED_BITS: u32 = 2048;

/// The stack that the checks need, by the length of a prime in bits.
const STACK_1024: usize = stack::room(17 * 1024);
const STACK_2048: usize = stack::room(30 * 1024);
const STACK_4096: usize = stack::room(46 * 1024);
