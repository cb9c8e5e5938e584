//! Snapshots with a digest that matches.

use crate::forest;
use crate::support::der;
use ring::digest::{SHA256, digest};

/// Replaces the last element of the snapshot by the digest of those before it.
pub fn sealed(snapshot: &[u8]) -> Vec<u8> {
    let parts = forest::inside(snapshot);
    let Some((_, covered)) = parts.split_last() else {
        return snapshot.to_vec();
    };
    let covered = covered.concat();
    let digest = der::octet_string(digest(&SHA256, &covered).as_ref());
    der::seq(&[covered, digest])
}

/// The same snapshot in the next format, whose digest matches, as a newer firmware writes it.
pub fn in_next_format(snapshot: &[u8]) -> Vec<u8> {
    let parts = forest::inside(snapshot);
    let mut parts: Vec<Vec<u8>> = parts.into_iter().map(<[u8]>::to_vec).collect();
    parts[1] = der::integer(&[2]);
    sealed(&der::seq(&parts))
}
