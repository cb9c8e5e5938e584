//! Ed25519 (RFC 8032): computes the public half from the seed, and signs.

use ed25519_dalek::{SECRET_KEY_LENGTH, Signer as _, SigningKey};

/// The public half of `seed`. `None` if its length is not 32 bytes.
pub(super) fn public_half(seed: &[u8]) -> Option<[u8; 32]> {
    signing_key(seed).map(|key| key.verifying_key().to_bytes())
}

/// Signs with `seed`. Ed25519 is deterministic (RFC 8032 §5.1.6).
#[cfg_attr(
    not(any(feature = "ring", feature = "aws-lc-rs")),
    expect(dead_code, reason = "no backend is enabled to verify the signature")
)]
pub(super) fn sign(seed: &[u8], message: &[u8]) -> Option<[u8; 64]> {
    signing_key(seed).map(|key| key.sign(message).to_bytes())
}

/// The signing key, which is wiped on drop.
fn signing_key(seed: &[u8]) -> Option<SigningKey> {
    let seed: &[u8; SECRET_KEY_LENGTH] = seed.try_into().ok()?;
    Some(SigningKey::from_bytes(seed))
}
