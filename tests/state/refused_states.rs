//! Saved states that a start refuses, each with its reason.

use crate::damaged_snapshots::{EMPTY, crafted};
use crate::presented::{device, identity};
use crate::store_snapshots::{filled, root};
use crate::support::{self, der};
use sha2::{Digest as _, Sha256};
use trustslot::ServerCertSlot;

pub(crate) fn empty() -> Vec<u8> {
    der::seq::<Vec<u8>>(&[])
}

/// A store of a newer format. Its content is none of ours.
pub(crate) fn newer(generation: u8) -> Vec<u8> {
    crafted(2, 1, &[generation], &[der::null()])
}

/// A snapshot with these elements after the magic, and a correct digest.
fn sealed(elements: &[Vec<u8>]) -> Vec<u8> {
    let inner = [der::octet_string(b"trustslot"), elements.concat()].concat();
    let digest = der::octet_string(&Sha256::digest(&inner));
    der::seq(&[inner, digest])
}

/// The contents of an INTEGER.
pub(crate) fn number(number: u64) -> Vec<u8> {
    let bytes = [&[0][..], &number.to_be_bytes()].concat();
    let is_padding = |pair: &[u8]| pair[0] == 0 && pair[1] < 0x80;
    let padding = bytes.windows(2).take_while(|pair| is_padding(pair)).count();
    bytes[padding..].to_vec()
}

/// Why the saved state is refused, the two banks, the limit, the floor, the error, and the least generation that the
/// device then saves with.
pub(crate) type Row = (&'static str, Vec<u8>, Vec<u8>, usize, u64, &'static str, u64);

pub(crate) fn refusals() -> Vec<Row> {
    let ours = |count| filled(EMPTY, count).snapshot();
    let torn = |count: usize| ours(count)[..200].to_vec();
    let mut worn = ours(2);
    worn[100] ^= 1;
    let none = Vec::new;
    let mut slot = ServerCertSlot::new();
    for turn in 5..10 {
        slot.upload(identity(&device("phone.example.com", turn).self_signed(), &[]));
    }
    let slot = slot.snapshot();
    let store = |generation: u64, certificates: &[Vec<u8>]| {
        crafted(1, 1, &number(generation), &[der::seq(certificates), empty()])
    };
    let roots = |count: usize| -> Vec<_> {
        (0..count).map(|n| root(&format!("Uploaded {n}")).der).collect()
    };
    let unfit = support::root("Unfit").unknown_critical_extension().self_signed().der;
    let last = (1 << 63) - 1;
    let large = crafted(1, 1, &[9], &[der::seq(&[vec![0; 4 << 20]]), empty()]);
    let other_form = sealed(&[
        der::integer(&[1]),
        der::integer(&[1]),
        der::integer(&[9]),
        der::seq(&[empty(), empty()]),
        der::null(),
    ]);
    let without_numbers = sealed(&[der::integer(&[2]), der::null()]);
    vec![
        ("a newer format in bank A", newer(4), ours(3), 10, 0, "snapshot-version", 5),
        ("a newer format in bank B", ours(3), newer(4), 10, 0, "snapshot-version", 5),
        ("a newer format that is older", newer(2), ours(3), 10, 0, "snapshot-version", 4),
        ("a newer format in both", newer(4), newer(5), 10, 0, "snapshot-version", 6),
        ("a newer format alone", none(), newer(4), 10, 0, "snapshot-version", 5),
        ("a newer format beside a torn one", torn(2), newer(4), 10, 0, "snapshot-version", 5),
        ("a format without numbers", ours(3), without_numbers, 10, 0, "snapshot-version", 4),
        ("fewer entries than before", ours(2), ours(3), 2, 0, "snapshot-certificate-unfit", 4),
        ("the same in bank A", ours(3), ours(2), 2, 0, "snapshot-certificate-unfit", 4),
        ("the same alone", none(), ours(3), 2, 0, "snapshot-certificate-unfit", 4),
        ("older than the floor", ours(2), ours(3), 10, 100, "snapshot-rolled-back", 100),
        ("a floor at the first start", none(), none(), 10, 100, "no-snapshot", 100),
        ("a floor, and nothing intact", torn(2), none(), 10, 100, "snapshot-damaged", 100),
        ("out of range", store(1 << 63, &[]), ours(3), 10, 0, "snapshot-generation", 4),
        ("out of range, alone", none(), store(u64::MAX, &[]), 10, 0, "snapshot-generation", 1),
        (
            "the last number, and too many entries",
            store(last, &roots(3)),
            ours(1),
            2,
            0,
            "snapshot-certificate-unfit",
            last,
        ),
        (
            "the last number in bank B",
            ours(1),
            store(last, &roots(3)),
            2,
            0,
            "snapshot-certificate-unfit",
            last,
        ),
        ("torn, both", torn(2), torn(3), 10, 0, "snapshot-damaged", 1),
        ("torn, alone", torn(2), none(), 10, 0, "snapshot-damaged", 1),
        ("altered", none(), worn, 10, 0, "snapshot-digest", 1),
        ("a slot in bank A", slot.clone(), ours(3), 10, 0, "snapshot-of-another-kind", 6),
        ("a slot in bank B", ours(3), slot.clone(), 10, 0, "snapshot-of-another-kind", 6),
        ("slots in both", slot.clone(), slot, 10, 0, "snapshot-of-another-kind", 6),
        (
            "a certificate that is not read any more",
            ours(3),
            store(4, &[empty()]),
            10,
            0,
            "snapshot-certificate-unreadable",
            5,
        ),
        (
            "a certificate that is not trusted any more",
            store(4, &[unfit]),
            ours(3),
            10,
            0,
            "snapshot-certificate-unfit",
            5,
        ),
        ("larger than any of ours", ours(3), large, 10, 0, "snapshot-too-large", 10),
        ("one element more than ours", other_form, ours(3), 10, 0, "snapshot-damaged", 10),
    ]
}
