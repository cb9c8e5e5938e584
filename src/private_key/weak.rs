//! Detects RSA keys from faulty generators.
//!
//! Keys from a weak random source (CVE-2008-0166) can only be detected with a list of them, and no list is kept here.

use crypto_bigint::Uint;

/// The shortest accepted prime, in bits. The primes of a usual key of 2048 bits have 1024. Primes shorter than half of
/// that may be found by the elliptic curve method one day, and no common program makes them.
pub(super) const MIN_PRIME_BITS: u32 = 512;

/// The number of rounds of Fermat's method that must not find the primes. It finds those of CVE-2022-26320 in the first
/// round; public key checkers try 100.
const FERMAT_ROUNDS: u32 = 100;

/// Whether Fermat's method finds `p` and `q` from `n` = `p` · `q` within 100 rounds.
///
/// Round i (from 0) tries ⌈√n⌉ + i and succeeds at (p + q) / 2. So it succeeds within 100 rounds exactly if
/// (p + q) / 2 − 100 < √n, which can be checked without computing the root.
pub(super) fn are_close<const LIMBS: usize>(
    p: &Uint<LIMBS>,
    q: &Uint<LIMBS>,
    n: &Uint<LIMBS>,
) -> bool {
    let middle = p.wrapping_add(q).shr(1);
    let reach = middle.wrapping_sub(&Uint::from_u32(FERMAT_ROUNDS));
    // Primes of two equal full-size halves leave room for the square; one that overflows is not close.
    let (square, overflow) = reach.widening_square();
    overflow == Uint::ZERO && square < *n
}

/// Whether a modulus has the form that the library of CVE-2017-15361 gave it: a power of 65537 modulo each of these
/// primes (Nemec et al., "The Return of Coppersmith's Attack", §2.3). One in 2^27 other moduli has this form too.
pub(super) fn has_roca_fingerprint(modulus: &[u8]) -> bool {
    ROCA_PRIMES.iter().all(|&prime| is_power_of_65537(remainder(modulus, prime), prime))
}

fn is_power_of_65537(number: u32, prime: u32) -> bool {
    let generator = modulo(65_537, prime);
    let mut power = 1;
    for _ in 0..prime {
        if power == number {
            return true;
        }
        power = modulo(generator.saturating_mul(power), prime);
    }
    false
}

fn remainder(number: &[u8], prime: u32) -> u32 {
    number.iter().fold(0, |sum, &byte| {
        modulo(sum.saturating_mul(256).saturating_add(u32::from(byte)), prime)
    })
}

fn modulo(number: u32, prime: u32) -> u32 {
    number.checked_rem(prime).unwrap_or(0)
}

/// The primes for which 65537 does not generate the whole group. The others distinguish nothing.
const ROCA_PRIMES: [u32; 17] =
    [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];
