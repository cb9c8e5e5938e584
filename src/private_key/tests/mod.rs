//! Rules that cannot be tested through a public function alone.

#![expect(clippy::arithmetic_side_effects, reason = "the numbers are small")]

mod point;

use super::weak::{are_close, has_roca_fingerprint};
use crypto_bigint::U256;

/// Fermat's method as textbooks describe it: ⌈√n⌉ and the 99 numbers after it.
fn fermat_finds(n: u64) -> bool {
    let root = n.isqrt();
    let first = if root * root == n { root } else { root + 1 };
    (first..first + 100).any(|a| {
        let rest = a * a - n;
        rest.isqrt() * rest.isqrt() == rest
    })
}

#[test]
fn primes_are_close_exactly_if_fermat_finds_them_in_100_rounds() {
    let p = 1_000_003_u64;
    let mut found = [0_u32; 2];
    for step in 0..30_000 {
        let q = p + 2 * step;
        let expected = fermat_finds(p * q);
        let (wide_p, wide_q) = (U256::from_u64(p), U256::from_u64(q));
        let n = wide_p.wrapping_mul(&wide_q);
        assert_eq!(are_close(&wide_p, &wide_q, &n), expected, "q = {q}");
        assert_eq!(are_close(&wide_q, &wide_p, &n), expected, "q = {q}");
        found[usize::from(expected)] += 1;
    }
    assert!(found.iter().all(|&count| count > 1000), "{found:?}");
}

#[test]
fn roca_fingerprint_matches_powers_of_65537_only() {
    // 1 = 65537^0 modulo every prime, and so is each power itself.
    assert!(has_roca_fingerprint(&[1]));
    assert!(has_roca_fingerprint(&[1, 0, 1]));
    let hits =
        (2_u32..100_000).filter(|number| has_roca_fingerprint(&number.to_be_bytes())).count();
    assert_eq!(hits, 1, "65537 and nothing else");
}
