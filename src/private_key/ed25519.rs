//! Ed25519 (RFC 8032): computes the public half from the seed.

use crate::stack;
use ed25519_dalek::{SECRET_KEY_LENGTH, SigningKey};

/// The public half of `seed`. `None` if its length is not 32 bytes.
pub(super) fn public_half(seed: &[u8]) -> Option<[u8; 32]> {
    let seed: &[u8; SECRET_KEY_LENGTH] = seed.try_into().ok()?;
    // The key is wiped on drop.
    Some(stack::wiped::<STACK, _>(|| SigningKey::from_bytes(seed).verifying_key().to_bytes()))
}

/// The stack that the computation needs.
const STACK: usize = stack::room(12_800);
