//! Identities whose key is in a secure element.

use crate::certificate;
use crate::support::key::Key;
use crate::support::leaf;
use trustslot::{HandleProof, Identity, IdentityError, KeyHandle, KeyStorage, PairProof};

#[test]
fn key_in_a_secure_element_is_proved_by_a_signature_or_stated() {
    let phone = leaf("phone.example.com").key(Key::ed25519(3)).self_signed();
    let certificate = certificate(&phone);
    let with =
        |proof| Identity::with_handle(vec![certificate.clone()], KeyHandle::new("slot 3"), proof);
    let stated = with(HandleProof::Stated).unwrap();
    assert_eq!(stated.pair_proof(), PairProof::Stated);
    let KeyStorage::Handle(handle) = stated.key() else { panic!("the key is in the element") };
    assert_eq!(handle.as_bytes(), b"slot 3");

    let nonce = b"fresh";
    let signature = phone.key.sign(&Identity::handle_challenge(&certificate, nonce));
    let signed = with(HandleProof::Signature { nonce, signature: &signature });
    let stale = with(HandleProof::Signature { nonce: b"older", signature: &signature });
    if cfg!(any(feature = "ring", feature = "aws-lc-rs")) {
        assert_eq!(signed.unwrap().pair_proof(), PairProof::Signed);
        assert_eq!(stale.unwrap_err(), IdentityError::HandleSignature);
    } else {
        assert_eq!(signed.unwrap_err(), IdentityError::HandleUnverified);
        assert_eq!(stale.unwrap_err(), IdentityError::HandleUnverified);
    }
    for bytes in [0, KeyHandle::MAX_BYTES + 1] {
        let handle = KeyHandle::new(vec![b'x'; bytes]);
        let error = Identity::with_handle(vec![certificate.clone()], handle, HandleProof::Stated);
        assert_eq!(error.unwrap_err(), IdentityError::Handle { bytes });
    }
}
