//! RSA: checks that the numbers of a private key belong together (RFC 8017 §3.2), and signs with them.
//!
//! The numbers are kept in fixed arrays that are wiped. The arithmetic is that of `crypto-bigint`, which takes the same
//! time for every key of one size. The `rsa` crate is not used (RUSTSEC-2023-0071), and neither are ring's keys, which
//! leave their primes in freed memory.

use super::{MAX_RSA_BITS, PrivateKeyError, weak};
use crate::certificate::MIN_RSA_BITS;
use crypto_bigint::{NonZero, U1024, U1536, U2048, U3072, U4096, U8192, Uint};
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
    match Size::of(key).ok_or(inconsistent(PRIMES))? {
        Size::Bits1024 => check_numbers::<{ U1024::LIMBS }, { U2048::LIMBS }>(key, exponent),
        Size::Bits1536 => check_numbers::<{ U1536::LIMBS }, { U3072::LIMBS }>(key, exponent),
        Size::Bits2048 => check_numbers::<{ U2048::LIMBS }, { U4096::LIMBS }>(key, exponent),
        Size::Bits4096 => check_numbers::<{ U4096::LIMBS }, { U8192::LIMBS }>(key, exponent),
    }?;
    Ok(bits)
}

/// Signs with RSASSA-PKCS1-v1_5 and SHA-256 (RFC 8017 §8.2.1), which is deterministic. `None` above 4096 bits, the
/// limit of ring: a server core takes 1.5 ms for 2048 bits, 14 for 4096, and eight times that for 8192.
#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
pub(super) fn sign(key: &RsaPrivateKeyRef<'_>, message: &[u8]) -> Option<alloc::vec::Vec<u8>> {
    let encoded = signing::encode(message, key.modulus.as_bytes().len())?;
    match Size::of(key)? {
        Size::Bits1024 => signing::sign::<{ U1024::LIMBS }, { U2048::LIMBS }>(key, &encoded),
        Size::Bits1536 => signing::sign::<{ U1536::LIMBS }, { U3072::LIMBS }>(key, &encoded),
        Size::Bits2048 => signing::sign::<{ U2048::LIMBS }, { U4096::LIMBS }>(key, &encoded),
        Size::Bits4096 => None,
    }
}

/// The size of the larger prime in bits. The modulus has at most twice as many.
#[derive(Clone, Copy)]
enum Size {
    Bits1024,
    Bits1536,
    Bits2048,
    Bits4096,
}

impl Size {
    fn of(key: &RsaPrivateKeyRef<'_>) -> Option<Self> {
        let larger = key.prime1.as_bytes().len().max(key.prime2.as_bytes().len());
        match larger {
            0..=128 => Some(Self::Bits1024),
            129..=192 => Some(Self::Bits1536),
            193..=256 => Some(Self::Bits2048),
            257..=512 => Some(Self::Bits4096),
            _ => None,
        }
    }
}

/// `HALF` limbs hold a prime, `FULL` = 2 · `HALF` limbs the modulus.
fn check_numbers<const HALF: usize, const FULL: usize>(
    key: &RsaPrivateKeyRef<'_>,
    exponent: u64,
) -> Result<(), PrivateKeyError> {
    let misfit = |what| move || inconsistent(what);
    let n = load::<FULL>(key.modulus.as_bytes()).ok_or_else(misfit(PRIMES))?;
    let d = load::<FULL>(key.private_exponent.as_bytes()).ok_or_else(misfit(PRIVATE_EXPONENT))?;
    let p = load::<HALF>(key.prime1.as_bytes()).ok_or_else(misfit(PRIMES))?;
    let q = load::<HALF>(key.prime2.as_bytes()).ok_or_else(misfit(PRIMES))?;
    let is_prime_like = |prime: &Uint<HALF>| prime.is_odd().to_bool() && *prime != Uint::ONE;
    if !is_prime_like(&p) || !is_prime_like(&q) {
        return Err(inconsistent(PRIMES));
    }
    let wide_p = Zeroizing::new(p.resize::<FULL>());
    let wide_q = Zeroizing::new(q.resize::<FULL>());
    if wide_p.wrapping_mul(&*wide_q) != *n {
        return Err(inconsistent(PRIMES));
    }
    if p.bit_width().min(q.bit_width()) < weak::MIN_PRIME_BITS
        || weak::are_close(&wide_p, &wide_q, &n)
    {
        return Err(PrivateKeyError::WeakPrimes);
    }
    if *d >= *n {
        return Err(inconsistent(PRIVATE_EXPONENT));
    }
    for (prime, crt_exponent) in [(&p, &key.exponent1), (&q, &key.exponent2)] {
        let crt_exponent =
            load::<HALF>(crt_exponent.as_bytes()).ok_or_else(misfit(CRT_EXPONENT))?;
        let less_one = non_zero(prime.wrapping_sub(&Uint::ONE)).ok_or_else(misfit(PRIMES))?;
        if *Zeroizing::new(d.rem(&less_one)) != *crt_exponent {
            return Err(inconsistent(CRT_EXPONENT));
        }
        if crt_exponent.mul_mod(&Uint::from_u64(exponent), &less_one) != Uint::ONE {
            return Err(inconsistent(PRIVATE_EXPONENT));
        }
    }
    let coefficient = load::<HALF>(key.coefficient.as_bytes()).ok_or_else(misfit(COEFFICIENT))?;
    let modulus = non_zero(*p).ok_or_else(misfit(PRIMES))?;
    let q_mod_p = Zeroizing::new(q.rem(&modulus));
    if *coefficient >= *p || coefficient.mul_mod(&q_mod_p, &modulus) != Uint::ONE {
        return Err(inconsistent(COEFFICIENT));
    }
    Ok(())
}

#[cfg(any(feature = "ring", feature = "aws-lc-rs"))]
mod signing {
    use super::{Uint, Zeroizing, load, non_zero};
    use alloc::vec::Vec;
    use crypto_bigint::Odd;
    use crypto_bigint::modular::{FixedMontyForm, FixedMontyParams};
    use pkcs1::RsaPrivateKeyRef;
    use sha2::{Digest as _, Sha256};

    /// EMSA-PKCS1-v1_5 (RFC 8017 §9.2).
    pub(super) fn encode(message: &[u8], bytes: usize) -> Option<Vec<u8>> {
        let digest = Sha256::digest(message);
        let tail = 1_usize.checked_add(SHA256_DIGEST_INFO.len())?.checked_add(digest.len())?;
        let padding_end = bytes.checked_sub(tail)?;
        let mut encoded = Vec::with_capacity(bytes);
        encoded.extend_from_slice(&[0x00, 0x01]);
        encoded.resize(padding_end, 0xff);
        encoded.push(0x00);
        encoded.extend_from_slice(SHA256_DIGEST_INFO);
        encoded.extend_from_slice(&digest);
        (encoded.len() == bytes).then_some(encoded)
    }

    /// RSASP1 by the Chinese remainder theorem (RFC 8017 §5.2.1, 2.b), with numbers that were checked.
    pub(super) fn sign<const HALF: usize, const FULL: usize>(
        key: &RsaPrivateKeyRef<'_>,
        encoded: &[u8],
    ) -> Option<Vec<u8>> {
        let message = load::<FULL>(encoded)?;
        let p = load::<HALF>(key.prime1.as_bytes())?;
        let q = load::<HALF>(key.prime2.as_bytes())?;
        let by_p = power(&message, &p, key.exponent1.as_bytes())?;
        let by_q = power(&message, &q, key.exponent2.as_bytes())?;
        let modulus = non_zero(*p)?;
        let coefficient = load::<HALF>(key.coefficient.as_bytes())?;
        let difference = Zeroizing::new(by_p.sub_mod(&by_q.rem(&modulus), &modulus));
        let factor = Zeroizing::new(difference.mul_mod(&coefficient, &modulus));
        let wide_q = Zeroizing::new(q.resize::<FULL>());
        let product = Zeroizing::new(wide_q.wrapping_mul(&factor.resize::<FULL>()));
        let signature = by_q.resize::<FULL>().wrapping_add(&*product).to_be_bytes();
        let start = signature.as_ref().len().checked_sub(encoded.len())?;
        signature.as_ref().get(start..).map(<[u8]>::to_vec)
    }

    /// `base` ^ `exponent` mod `prime`.
    fn power<const HALF: usize, const FULL: usize>(
        base: &Uint<FULL>,
        prime: &Uint<HALF>,
        exponent: &[u8],
    ) -> Option<Zeroizing<Uint<HALF>>> {
        let odd = Option::from(Odd::new(*prime))?;
        let exponent = load::<HALF>(exponent)?;
        let params = Zeroizing::new(FixedMontyParams::new(odd));
        let base = base.rem(&*non_zero(*prime)?);
        let power = Zeroizing::new(
            FixedMontyForm::new(&base, &params).pow_bounded_exp(&*exponent, prime.bit_width()),
        );
        Some(Zeroizing::new(power.retrieve()))
    }

    /// DER of `DigestInfo` before the digest (RFC 8017 §9.2, note 1).
    const SHA256_DIGEST_INFO: &[u8] = &[
        0x30, 0x31, 0x30, 0x0d, 0x06, 0x09, 0x60, 0x86, 0x48, 0x01, 0x65, 0x03, 0x04, 0x02, 0x01,
        0x05, 0x00, 0x04, 0x20,
    ];
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

const fn inconsistent(what: &'static str) -> PrivateKeyError {
    PrivateKeyError::Inconsistent { what }
}

/// `PublicExponent::MAX` of ring, `kMaxExponentBits` of aws-lc.
const MAX_EXPONENT_BITS: u32 = 33;

const PRIMES: &str = "the primes do not multiply to the modulus";
const PRIVATE_EXPONENT: &str = "the private exponent does not match the public exponent";
const CRT_EXPONENT: &str = "a CRT exponent does not match the private exponent";
const COEFFICIENT: &str = "the CRT coefficient does not match the primes";
